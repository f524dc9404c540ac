// twice.mjs - the same filing sent 2 to 50 times at once with one idempotency key, over kills of the server: it is filed once, and everybody gets the same answer, byte for byte.
//
// Usage: node tests/fault/twice.mjs   (DANVAN, DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; KEYS=60; SEED; one kill in eight keys)
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const danvan = process.env.DANVAN ?? 'build/danvan', engine = process.env.DANVAN_TEST_ENGINE ?? 'sqlite';
const keys = Number(process.env.KEYS ?? 60), seed = Number(process.env.SEED ?? Date.now() % 1e9);
const folder = mkdtempSync(join(tmpdir(), 'danvan-twice.'));
const variables = { ...process.env, HOME: folder, XDG_STATE_HOME: join(folder, 'state'), DANVAN_LANG: 'en' };
let state = seed >>> 0 || 1;
const random = () => { // mulberry32
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = n => Math.floor(random() * n), sleep = ms => new Promise(done => setTimeout(done, ms));
const pg = process.env.DANVAN_TEST_PG, schema = `twice_${process.pid}`;
const psql = sql => { if (spawnSync('psql', ['-q', pg, '-c', sql]).status !== 0) give_up('psql'); };
let server = null, port = 0;
const clean = () => { if (engine !== 'sqlite' && pg) spawnSync('psql', ['-q', pg, '-c', `DROP SCHEMA IF EXISTS ${schema} CASCADE`]); rmSync(folder, { recursive: true, force: true }); };
const give_up = why => { console.error(`twice: ${why} (seed ${seed})`); server?.kill('SIGKILL'); clean(); process.exit(1); };

if (engine !== 'sqlite') psql(`CREATE SCHEMA ${schema}`);
const db = engine === 'sqlite' ? `sqlite:${join(folder, 'twice.db')}` : `${pg}${pg.includes('?') ? '&' : '?'}schema=${schema}`;
const run = args => spawnSync(danvan, [...args, '--db', db], { encoding: 'utf8', env: variables });
const made = run(['init', '--origin', 'demo.test/ledger']);
if (made.status !== 0) give_up(`init: ${made.stderr}`);

const start = () => new Promise(ready => {
	server = spawn(danvan, ['serve', '--db', db, '--listen', '127.0.0.1:0'], { env: variables, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	server.over = new Promise(done => server.on('exit', (code, signal) => done({ code, signal })));
	server.stderr.on('data', b => { said += b; port = Number(/port (\d+)\n/.exec(said)?.[1] ?? 0); if (port) ready(); });
	server.over.then(end => { if (!port) give_up(`the server does not start: ${JSON.stringify(end)} ${said}`); });
});

const body = key => JSON.stringify({ procedure: 'phan-anh-kien-nghi', unit: '02155', text: `Cầu ${key} hỏng`, name: 'Người thử', phone: '0912345678' });
// 201: the answer; null: not known (killed, or told so); else a fault
const ask = async (key, words = body(key)) => {
	try {
		const answer = await fetch(`http://127.0.0.1:${port}/api/v1/matters`, {
			method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': key }, body: words, signal: AbortSignal.timeout(20000),
		});
		const said = await answer.text();
		// 409: the same one is being taken just now; 503: in doubt
		return answer.status === 201 ? said : answer.status === 409 || answer.status === 503 ? null : { status: answer.status, said };
	} catch { return null; }
};

await start();
let asked = 0, told = 0, kills = 0;
for (let i = 0; i < keys; i++) {
	const key = `twice-${seed}-${i}`, times = 2 + below(49), answers = new Set(), deadly = i % 8 === 3;
	const all = Array.from({ length: times }, async () => {
		const answer = await ask(key);
		if (answer?.status) give_up(`${key}: ${answer.status} ${answer.said}`);
		if (answer) { answers.add(answer); told++; }
	});
	if (deadly) {
		await sleep(below(40));
		server.kill('SIGKILL');
		kills++;
	}
	await Promise.all(all);
	asked += times;
	if (deadly) { await server.over; await start(); }
	const last = await ask(key);
	if (typeof last !== 'string') give_up(`${key} is not answered in the end: ${JSON.stringify(last)}`);
	answers.add(last);
	if (answers.size !== 1) give_up(`${key} has ${answers.size} answers: ${[...answers].join('\n')}`);
	const other = await ask(key, body('khác'));
	if (other?.status !== 422) give_up(`${key} with other words: ${JSON.stringify(other)}`);
}
server.kill('SIGTERM');
if ((await server.over).code !== 0) give_up('the server ended badly');
const verified = run(['verify', 'db']);
if (verified.status !== 0) give_up(`verify db: ${verified.stdout}${verified.stderr}`);
const out = join(folder, 'ledger');
if (run(['ledger', 'export', out, '--now']).status !== 0) give_up('ledger export');
const filed = spawnSync('sh', ['-c', `cat $(find "${out}/tile/entries" -type f) | grep -a -o '"kind":"matter.filed"' | wc -l`], { encoding: 'utf8' }).stdout.trim();
if (Number(filed) !== keys) give_up(`${filed} filings for ${keys} keys`);
console.log(`twice: ${engine}, ${keys} keys sent ${asked} times at once, ${told} answered, ${kills} kills; ${filed} filings, one answer a key; seed ${seed}`);
clean();
process.exit(0);
