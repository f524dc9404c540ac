// kill.mjs - a real server under clients that file and look, and commands that file and move, killed with SIGKILL at random instants, also while it starts. Judged by check.mjs.
//
// Usage: node tests/fault/kill.mjs   (DANVAN: the binary; DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; KILLS: 20; SEED: the clock's; KEEP=1 keeps the folder)
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, rmSync, writeFileSync, readFileSync, appendFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const danvan = process.env.DANVAN ?? 'build/danvan';
const engine = process.env.DANVAN_TEST_ENGINE ?? 'sqlite';
const kills = Number(process.env.KILLS ?? 20);
const seed = Number(process.env.SEED ?? Date.now() % 1e9);
const clients = 8;
const folder = mkdtempSync(join(tmpdir(), 'danvan-kill.'));
const log = join(folder, 'history.jsonl');
const variables = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), DANVAN_LANG: 'en' };
console.log(`kill: ${engine}, ${kills} kills, seed ${seed}`);

let state = seed >>> 0 || 1;
const random = () => { // mulberry32
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = n => Math.floor(random() * n);
const sleep = ms => new Promise(done => setTimeout(done, ms));
const give_up = why => { console.error(`kill: ${why} (seed ${seed}, ${folder})`); process.exit(1); };

let schema = null;
const make_database = () => {
	if (engine === 'sqlite') return `sqlite:${join(folder, 'kill.db')}`;
	const url = process.env.DANVAN_TEST_PG;
	if (!url) give_up('DANVAN_TEST_PG is not set: run under tests/support/with-postgres');
	schema = `kill_${process.pid}_${seed}`;
	const made = spawnSync('psql', ['-q', url, '-c', `CREATE SCHEMA "${schema}"`], { encoding: 'utf8' });
	if (made.status !== 0) give_up(`psql: ${made.stderr}`);
	return `${url}${url.includes('?') ? '&' : '?'}schema=${schema}`;
};
const db = make_database();
const made = spawnSync(danvan, ['init', '--db', db, '--origin', 'demo.test/ledger'], { encoding: 'utf8', env: variables });
if (made.status !== 0) give_up(`init: ${made.stderr}`);
const vkey = made.stdout.trim();

// ---- the history: what was asked, what was answered
const note = row => appendFileSync(log, JSON.stringify(row) + '\n');
const asked = []; // { key, body, acked }
let operations = 0, starts = [], running = null, port = 0, stopping = false;

const start = () => new Promise((ready, failed) => {
	const began = Date.now();
	const errors = openSync(join(folder, 'server.err'), 'a');
	const server = spawn(danvan, ['serve', '--db', db, '--listen', '127.0.0.1:0', '--publish', 'now'], { env: variables, stdio: ['ignore', 'ignore', 'pipe'] });
	running = server;
	let said = '';
	server.stderr.on('data', bytes => {
		said += bytes;
		const found = /(\d+)\n/.exec(said);
		if (found && !server.is_up) {
			server.is_up = true;
			port = Number(found[1]);
			starts.push(Date.now() - began);
			ready(server);
		}
	});
	server.over = new Promise(done => server.on('exit', (code, signal) => {
		writeFileSync(errors, said);
		done({ code, signal });
		if (!server.is_up && signal !== 'SIGKILL') failed(new Error(`the server did not start (${code}): ${said}`));
		else if (!server.is_up) ready(null);
	}));
});

const ask = async (one, client) => {
	const op = operations++;
	note({ op, client, what: 'invoke', key: one.key });
	try {
		const answer = await fetch(`http://127.0.0.1:${port}/api/v1/matters`, {
			method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': one.key }, body: one.body, signal: AbortSignal.timeout(8000),
		});
		const said = await answer.json();
		if (answer.status === 201) {
			one.acked = said.code;
			one.private = said.key;
			note({ op, what: 'ok', key: one.key, code: said.code, private: said.key, receipt: said.receipt, due: said.due });
		} else if (/unknown|doubt/.test(said.error)) note({ op, what: 'unknown', key: one.key, why: said.error });
		else note({ op, what: 'fail', key: one.key, why: said.error, status: answer.status });
		return answer.status;
	} catch (e) {
		const refused = e?.cause?.code === 'ECONNREFUSED';
		note({ op, what: refused ? 'fail' : 'unknown', key: one.key, why: e?.cause?.code ?? e.name });
		return 0;
	}
};

const read = async (one, client) => {
	const op = operations++;
	try {
		const answer = await fetch(`http://127.0.0.1:${port}/api/v1/matters/${one.acked}`, { signal: AbortSignal.timeout(8000) });
		await answer.text();
		if (answer.status < 500) note({ op, client, what: 'read', code: one.acked, status: answer.status });
	} catch { /* killed meanwhile */ }
};

// What everybody can see: the published checkpoint.
const look = async client => {
	try {
		const answer = await fetch(`http://127.0.0.1:${port}/ledger/checkpoint`, { signal: AbortSignal.timeout(8000) });
		const text = await answer.text();
		if (answer.status === 200) note({ op: operations++, client, what: 'head', note: text });
		return answer.status;
	} catch { return 0; }
};

const file = client => {
	const one = { key: `k${seed}-${asked.length}`, acked: null,
		body: JSON.stringify({ procedure: 'phan-anh-kien-nghi', unit: '02155', text: `Cầu số ${asked.length} hỏng`, name: 'Người thử', phone: '0912345678' }) };
	asked.push(one);
	return ask(one, client);
};

// One person: files, sends again what may have been lost, looks whether the filed is still there.
const client = async number => {
	while (!stopping) {
		const what = random();
		const old = asked.length ? asked[below(asked.length)] : null;
		const status = what < 0.7 || !old ? await file(number) : what < 0.75 ? await look(number) : what < 0.88 ? await ask(old, number) : old.acked ? await read(old, number) : 1;
		if (status === 0) return;
	}
};

// A second writer: the command line files in a process of its own, and is not killed.
let by_hand = 0;
const command_line = () => new Promise(done => {
	const receipt = join(folder, `receipt.${by_hand++}`), op = operations++;
	note({ op, what: 'invoke', key: receipt });
	const child = spawn(danvan, ['matter', 'open', '--db', db, '--procedure', 'phan-anh-kien-nghi', '--unit', '02155', '--text', 'Từ dòng lệnh', '--receipt', receipt],
		{ env: variables });
	let out = '', err = '';
	child.stdout.on('data', b => { out += b; });
	child.stderr.on('data', b => { err += b; });
	child.on('exit', code => {
		if (code === 0) note({ op, what: 'ok', key: receipt, code: out.split(' ')[0], private: out.split(' ')[1]?.trim(), receipt: readFileSync(receipt, 'utf8') });
		else note({ op, what: existsSync(receipt) ? 'unknown' : 'fail', key: receipt, why: err.trim(), by_hand: true });
		done();
	});
});

// A third: somebody withdraws a matter with its key, in a process that is killed every other time.
const movers = new Set();
const move = () => new Promise(done => {
	const one = asked.filter(a => a.acked && !a.moved).at(-1), op = operations++;
	if (!one) { done(); return; }
	one.moved = true;
	note({ op, what: 'move', code: one.acked });
	const child = spawn(danvan, ['matter', 'do', '--db', db, one.acked, 'withdraw', '--key', one.private], { env: variables });
	let out = '';
	movers.add(child);
	child.stdout.on('data', b => { out += b; });
	child.on('exit', code => {
		movers.delete(child);
		note(code === 0 ? { op, what: 'moved', code: one.acked, entry: Number(out) } : { op, what: 'move unknown', code: one.acked });
		done();
	});
});

let at_start = 0;
for (let i = 0; i < kills; i++) {
	stopping = false;
	const early = random() < 0.3;
	if (early) {
		const coming = start();
		await sleep(below(80));
		running.kill('SIGKILL');
		at_start++;
		await running.over;
		await coming.catch(() => null);
		continue;
	}
	const server = await start().catch(e => give_up(e.message));
	const people = Array.from({ length: clients }, (_, n) => client(n));
	const hand = i % 3 === 0 ? command_line() : null;
	await sleep(60 + below(250));
	const moving = move();
	await sleep(below(250));
	server.kill('SIGKILL');
	if (random() < 0.5) for (const child of movers) child.kill('SIGKILL');
	stopping = true;
	await server.over;
	await Promise.all(people);
	await hand;
	await moving;
}

// ---- the end: every doubtful one is sent again and must have its one true answer
const server = await start().catch(e => give_up(e.message));
for (const one of asked)
	if (!one.acked || random() < 0.2)
		if (await ask(one, 'end') !== 201) give_up(`${one.key} was not taken at the end`);
for (const one of asked) await read(one, 'end');
await look(0);
server.kill('SIGTERM');
const last = await server.over;
if (last.code !== 0) give_up(`the server ended with ${JSON.stringify(last)}`);
const verified = spawnSync(danvan, ['verify', 'db', '--db', db], { encoding: 'utf8', env: variables });
if (verified.status !== 0) give_up(`verify db: ${verified.stdout}${verified.stderr}`);
const exported = spawnSync(danvan, ['ledger', 'export', join(folder, 'ledger'), '--now', '--db', db], { encoding: 'utf8', env: variables });
if (exported.status !== 0) give_up(`ledger export: ${exported.stderr}`);

const judge = args => spawnSync('node', [join(here, 'check.mjs'), log, join(folder, 'ledger'), vkey, ...args], { encoding: 'utf8' });
const judged = judge([]);
process.stdout.write(judged.stdout);
process.stderr.write(judged.stderr);
starts.sort((a, b) => a - b);
console.log(`kill: ${kills} kills (${at_start} while starting), ready again after ${starts[starts.length >> 1]} ms (median), ${starts.at(-1)} ms (longest); verify db: ${verified.stdout.trim()}`);
if (judged.status !== 0) give_up('the history does not fit');
// a judge that lets everything pass is none: each spoiled history must be refused
for (const spoil of ['lost', 'doubled', 'altered', 'forked', 'back', 'older', 'split', 'unmoved'])
	if (judge([spoil]).status === 0) give_up(`the judge did not see that a filing was ${spoil}`);
if (schema) spawnSync('psql', ['-q', process.env.DANVAN_TEST_PG, '-c', `DROP SCHEMA "${schema}" CASCADE`]);
if (!process.env.KEEP) rmSync(folder, { recursive: true });
process.exit(0);
