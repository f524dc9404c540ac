// memory.mjs - a server in which the n-th allocation of a request is refused, n = 1, 2, 3 ... until the request passes untouched; then all later ones too. Each time the next
// request is served, what was acknowledged is there once, and nothing is lost of the memory that was taken.
//
// Usage: node tests/fault/memory.mjs   (DANVAN; SHORT_MEMORY_SO)   MOST=0: at most so many n a page, spread evenly from a start that SEED gives; 0: every one
import { openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import * as house from './house.mjs';

const { give_up, random, seed } = house;
const most = house.number_given('MOST', 0), folder = house.make_folder(), control = join(folder, 'control');
const variables = house.variables_of(folder, `sqlite:${join(folder, 'danvan.db')}`), must = args => house.must(variables, args);
let server = null;

// ---- the control of tests/support/short_memory.c: left, for ever, asked, refused, live
writeFileSync(control, house.memory_control(-1, 0));
const fd = openSync(control, 'r+'), number = Buffer.alloc(8);
const get = place => { readSync(fd, number, 0, 8, place * 8); return Number(number.readBigInt64LE()); };
const set = (place, value) => { number.writeBigInt64LE(BigInt(value)); writeSync(fd, number, 0, 8, place * 8); };
const calm = () => { set(0, -1); set(1, 0); };
const arm = (n, for_ever) => { set(3, 0); set(1, for_ever ? 1 : 0); set(0, n - 1); };

const start = async () => {
	calm();
	server = await house.start({ ...variables, LD_PRELOAD: house.short_memory, SHORT_MEMORY: control }, '--publish', '00:05');
};

// One connection for all, opened before the fault: what is refused is the request's own.
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const ask = ({ method = 'GET', path, headers = {}, body }) => new Promise(done => {
	const sent = request({ agent, host: '127.0.0.1', port: server.port, path, method, headers: { ...headers, ...body ? { 'content-length': Buffer.byteLength(body) } : {} }, timeout: 8000 }, answer => {
		const parts = [];
		answer.on('data', b => parts.push(b));
		answer.on('end', () => done({ status: answer.statusCode, body: Buffer.concat(parts).toString('latin1') }));
		answer.on('error', () => done({ status: 0 }));
		answer.on('aborted', () => done({ status: 0 }));
	});
	sent.on('timeout', () => sent.destroy());
	sent.on('error', () => done({ status: 0 }));
	sent.end(body);
});

must(house.init);
const [code, key] = must(house.filing('Cầu treo hỏng.')).trim().split(' ');
must(['ledger', 'export', join(folder, 'out'), '--now']);

let keys = 0;
const acked = new Map(); // idempotency key -> code
const filing = () => {
	const id = `memory-${keys++}`;
	return { id, method: 'POST', path: '/api/v1/matters', headers: { 'content-type': 'application/json', 'idempotency-key': id },
		body: house.matter_words(`Cầu ${id} hỏng.`, { name: 'Người thử' }), good: 201 };
};
const page = (path, good = null) => () => ({ path, good });
const pages = {
	home: page('/', 200), find: page(`/m?code=${code}`), matter: page(`/m/${code}`, 200), proofs: page(`/m/${code}/proofs`), file: page('/file'), place: page('/file/place'),
	units: page('/units/find?q=na'), checkpoint: page('/ledger/checkpoint'), 'an error': page('/errors/store.full'), 'nothing there': page('/nowhere', 404),
	'sign-in': page('/sign-in'), style: page('/assets/style.css'), openapi: page('/api/v1/openapi.json'), ready: page('/readyz'),
	filing, key: () => ({ method: 'POST', path: `/m/${code}`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `key=${key}`, good: null }),
	api: () => ({ method: 'POST', path: `/api/v1/matters/${code}/open`, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ key }), good: null }),
};

const tally = { runs: 0, struck: 0, served: 0, refused: 0, dropped: 0, ended: 0 };
const remember = (one, answer) => {
	if (!one.id || answer.status !== 201) return;
	const said = JSON.parse(answer.body);
	if (acked.has(one.id) && acked.get(one.id) !== said.code) give_up(`${one.id} has two answers`);
	acked.set(one.id, said.code);
};
// The request while memory is short, and the very same afterwards.
const strike = async (name, make, good, n, for_ever) => {
	const one = make();
	arm(n, for_ever);
	const answer = await ask(one);
	const refused = get(3);
	calm();
	remember(one, answer);
	tally.runs++;
	tally.struck += refused > 0;
	let ended = null;
	// a process that ends does so at once; a connection may also be dropped
	if (answer.status === 0) ended = await Promise.race([server.over, new Promise(done => setTimeout(() => done(null), 150))]);
	if (ended) {
		if (ended.signal !== 'SIGABRT') give_up(`${name}, n = ${n}${for_ever ? '+' : ''}: the server ended with ${JSON.stringify(ended)}: ${server.said}`);
		if (!for_ever) give_up(`${name}, n = ${n}: one refusal ended the server: ${server.said}`);
		tally.ended++;
		await start();
	} else tally[answer.status === 0 ? 'dropped' : answer.status === good ? 'served' : 'refused']++;
	const again = await ask(one);
	remember(one, again);
	if (again.status !== good) give_up(`${name}, n = ${n}${for_ever ? '+' : ''}: ${answer.status}, and the same afterwards ${again.status}: ${again.body?.slice(0, 300)}`);
	return refused > 0;
};
const spread = total => house.spread(Array.from({ length: total }, (_, i) => i + 1), most);

console.log(`memory: ${most ? `at most ${most} allocations` : 'every allocation'} a page, seed ${seed}`);
await start();
const began = Date.now(), counts = [];
for (const [name, make] of Object.entries(pages)) {
	const good = (await ask(make())).status;
	if (make().good && good !== make().good) give_up(`${name} is answered with ${good}, untouched`);
	for (let warm = 0; warm < 3; warm++) await ask(make());
	const before = get(2);
	await ask(make());
	const total = get(2) - before;
	counts.push(`${name} ${total} (${good})`);
	for (const n of spread(total)) await strike(name, make, good, n, false);
	// as long as it strikes: what the count above did not see
	for (let n = total + 1; n < total + 20 && await strike(name, make, good, n, false); n++);
	for (const n of spread(total).filter((_, i) => i % 25 === 0)) await strike(name, make, good, n, true);
}
console.log(`memory: allocations of a request: ${counts.join(', ')}`);

// ---- what was taken is given back: the same pages, struck again and again, hold no more memory at the end
const live = async () => {
	for (const make of Object.values(pages)) if (make !== filing) for (let i = 0; i < 3; i++) await ask(make());
	return get(4);
};
const rounds = async times => {
	for (let i = 0; i < times; i++) for (const [name, make] of Object.entries(pages)) if (make !== filing) { arm(1 + Math.floor(random() * 60), false); await ask(make()); calm(); }
};
await rounds(3);
const first = await live();
await rounds(12);
const second = await live();
if (second - first > 200) give_up(`${second - first} pieces of memory were not given back`);

// ---- what was acknowledged is there, once
await house.stop(server);
must(['verify', 'db']);
for (const [id, its] of [...acked].slice(0, 20)) if (house.run(variables, ['matter', 'show', its]).status !== 0) give_up(`${id} was acknowledged as ${its} and is lost`);
agent.destroy();
console.log(`memory: ${tally.runs} runs, ${tally.struck} struck; ${tally.served} served all the same, ${tally.refused} refused in words, ${tally.dropped} connections dropped, ` +
	`${tally.ended} ends of the process (for ever short), ${acked.size} filings acknowledged; ${second - first} pieces of memory more after ${12 * Object.keys(pages).length} strikes; ${((Date.now() - began) / 1000).toFixed(0)} s, seed ${seed}`);
house.finish(0);
