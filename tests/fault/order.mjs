// order.mjs - big orders that are being applied, killed with SIGKILL at random instants: each is there whole, or not at all, and the database is clean.
//
// Usage: node tests/fault/order.mjs   (DANVAN: the binary; DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; KILLS: 6; SEED; KEEP=1 keeps the folder)
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const danvan = process.env.DANVAN ?? 'build/danvan';
const engine = process.env.DANVAN_TEST_ENGINE ?? 'sqlite';
const kills = Number(process.env.KILLS ?? 6);
const seed = Number(process.env.SEED ?? Date.now() % 1e9);
const units = 200;
const folder = mkdtempSync(join(tmpdir(), 'danvan-order.'));
const schema = `order_${process.pid}_${seed}`;
console.log(`order: ${engine}, ${kills} kills, seed ${seed}`);

let state = seed >>> 0 || 1;
const random = () => { // xorshift
	state ^= state << 13; state >>>= 0;
	state ^= state >>> 17;
	state ^= state << 5; state >>>= 0;
	return state / 4294967296;
};
const give_up = why => { console.error(`order: ${why} (seed ${seed}, ${folder})`); process.exit(1); };
const url = process.env.DANVAN_TEST_PG;
if (engine !== 'sqlite') {
	if (!url) give_up('DANVAN_TEST_PG is not set: run under tests/support/with-postgres');
	const made = spawnSync('psql', ['-q', url, '-c', `CREATE SCHEMA "${schema}"`], { encoding: 'utf8' });
	if (made.status !== 0) give_up(`psql: ${made.stderr}`);
}
const db = engine === 'sqlite' ? `sqlite:${join(folder, 'order.db')}` : `${url}${url.includes('?') ? '&' : '?'}schema=${schema}`;
const env = { ...process.env, HOME: folder, XDG_STATE_HOME: join(folder, 'state'), DANVAN_LANG: 'en', DANVAN_CLOCK: '2026-11-23T09:41:07+07:00', DANVAN_DB: db };
const run = (...words) => {
	const done = spawnSync(danvan, words, { encoding: 'utf8', env });
	if (done.status !== 0) give_up(`danvan ${words.join(' ')}: ${done.status} ${done.stdout}${done.stderr}`);
	return done.stdout;
};
run('init', '--origin', 'demo.order.test/ledger');

// The n-th order makes its own communes, so that every one that is there can be told from all others.
const code = (n, i) => String(40000 + n * units + i);
const order = n => {
	const file = join(folder, `o-${n}.yaml`);
	const parts = Array.from({ length: units }, (_, i) => `  - create: { name: "Đất ${n} ${i}", type: xa, code: "${code(n, i)}", parent: "19" }\n`);
	writeFileSync(file, `order: o-${n}\ntitle: { vi: Thử, en: Trial }\nbasis: ${n}/NQ\neffective: 2028-01-01\nparts:\n${parts.join('')}`);
	return file;
};
const made_by = n => run('unit', 'list', '--under', '19', '--level', 'xa', '--on', '2028-01-01').split('\n')
	.filter(line => Number(line.slice(0, 5)) >= 40000 + n * units && Number(line.slice(0, 5)) < 40000 + (n + 1) * units).length;
const is_listed = n => run('order', 'list').split('\n').some(line => line.split('\t')[1] === `o-${n}`);
const apply = (n, after) => new Promise(done => {
	const child = spawn(danvan, ['order', 'apply', order(n)], { env, stdio: 'ignore' });
	const timer = after === null ? null : setTimeout(() => child.kill('SIGKILL'), after);
	child.on('exit', (status, signal) => { clearTimeout(timer); done({ status, signal }); });
});

const began = Date.now();
const first = await apply(0, null);
const whole = Date.now() - began;
if (first.status !== 0 || made_by(0) !== units) give_up('an order that nobody kills is not applied');
let killed = 0, there = 1;
for (let n = 1; n <= kills; n++) {
	const end = await apply(n, random() * whole * 1.6);
	const made = made_by(n), listed = is_listed(n);
	if (made !== (listed ? units : 0)) give_up(`order ${n}, ended by ${end.signal ?? end.status}: ${made} of ${units} units, ${listed ? 'listed' : 'not listed'}`);
	if (end.signal === null && end.status === 0 && !listed) give_up(`order ${n} was said to be applied and is not there`);
	killed += end.signal === 'SIGKILL';
	there += listed;
}
run('verify', 'db');
if (is_listed(1) === false && (await apply(1, null)).status !== 0) give_up('an order that was killed can not be applied afterwards');
console.log(`order: ${killed} killed, ${there} orders there whole, an apply took ${whole} ms`);
if (engine !== 'sqlite') spawnSync('psql', ['-q', url, '-c', 'SET client_min_messages = error', '-c', `DROP SCHEMA "${schema}" CASCADE`]);
if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true });
