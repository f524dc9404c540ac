// backup.mjs - backups of a server under 16 writers, each restored elsewhere and held against the history: an exact prefix of the ledger, with all that was acknowledged before
// it began, whole and open. Some are killed in the middle first, and one meets a full disk: neither may leave anything that looks like a backup.
//
// Usage: node tests/fault/backup.mjs   (DANVAN, DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; RESTORES: 4; SEED: the clock's; KEEP=1 keeps the folder)
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const danvan = process.env.DANVAN ?? 'build/danvan';
const engine = process.env.DANVAN_TEST_ENGINE ?? 'sqlite';
const pg = process.env.DANVAN_TEST_PG;
const restores = Number(process.env.RESTORES ?? 4);
const seed = Number(process.env.SEED ?? Date.now() % 1e9);
const writers = 16;
const folder = mkdtempSync(join(tmpdir(), 'danvan-backup.'));
const variables = { ...process.env, XDG_STATE_HOME: join(folder, 'state'), DANVAN_LANG: 'en' };
const schemas = [];
let mounted = null, server = null;
console.log(`backup: ${engine}, ${restores} restores, seed ${seed}`);

let state = seed >>> 0 || 1;
const below = n => { // xorshift32
	state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
	return (state >>> 0) % n;
};
const sleep = ms => new Promise(done => setTimeout(done, ms));
const clean = () => {
	if (mounted) spawnSync('umount', [mounted]);
	for (const name of schemas) spawnSync('psql', ['-q', pg, '-c', `DROP SCHEMA IF EXISTS "${name}" CASCADE`]);
	if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true });
};
const give_up = why => {
	console.error(`backup: ${why} (seed ${seed}${process.env.KEEP ? `, ${folder}` : ''})`);
	server?.kill('SIGKILL');
	clean();
	process.exit(1);
};

// ---- databases

const database = name => {
	if (engine === 'sqlite') return { url: `sqlite:${join(folder, name)}.db`, file: `${join(folder, name)}.db` };
	if (!pg) give_up('DANVAN_TEST_PG is not set: run under tests/support/with-postgres');
	const schema = `backup_${process.pid}_${seed}_${name}`;
	const made = spawnSync('psql', ['-q', pg, '-c', `CREATE SCHEMA "${schema}"`], { encoding: 'utf8' });
	if (made.status !== 0) give_up(`psql: ${made.stderr}`);
	schemas.push(schema);
	return { url: `${pg}${pg.includes('?') ? '&' : '?'}schema=${schema}`, schema };
};
// The entries as hex, in order, read past the program.
const entries_of = d => {
	const done = d.file ? spawnSync('sqlite3', ['-readonly', d.file, 'SELECT hex(bytes) FROM entry ORDER BY idx'], { encoding: 'utf8', maxBuffer: 1 << 30 })
		: spawnSync('psql', ['-qAt', pg, '-c', `SELECT upper(encode(bytes, 'hex')) FROM "${d.schema}".entry ORDER BY idx`], { encoding: 'utf8', maxBuffer: 1 << 30 });
	if (done.status !== 0) give_up(`entries: ${done.stderr}`);
	return done.stdout.trim().split('\n');
};

// ---- the program

const run = (args, more = {}) => new Promise(done => {
	const child = spawn(danvan, args, { env: variables, stdio: ['ignore', 'pipe', 'pipe'] });
	let out = '', err = '';
	child.stdout.on('data', b => { out += b; });
	child.stderr.on('data', b => { err += b; });
	more.meanwhile?.(child);
	child.on('exit', (code, signal) => done({ code, signal, out, err }));
});
const must = async (...args) => {
	const done = await run(args);
	if (done.code !== 0) give_up(`danvan ${args.join(' ')}: exit code ${done.code}: ${done.out}${done.err}`);
	return done.out;
};
let port = 0;
const start = url => new Promise((ready, failed) => {
	server = spawn(danvan, ['serve', '--db', url, '--listen', '127.0.0.1:0', '--publish', 'now'], { env: variables, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	server.stderr.on('data', bytes => {
		said += bytes;
		const found = /(\d+)\n/.exec(said);
		if (found && !port) { port = Number(found[1]); ready(); }
	});
	server.over = new Promise(done => server.on('exit', code => { done(code); failed(new Error(said)); }));
});

// ---- the writers

const acknowledged = []; // { code, key }
let stopping = false;
const writer = async number => {
	for (let n = 0; !stopping; n++) {
		const answer = await fetch(`http://127.0.0.1:${port}/api/v1/matters`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': `w${number}-${n}` },
			body: JSON.stringify({ procedure: 'phan-anh-kien-nghi', unit: '02155', text: `Cầu số ${n} hỏng`, name: 'Người thử', phone: '0912345678' }) }).catch(() => null);
		const said = await answer?.json();
		if (answer?.status === 201) acknowledged.push({ code: said.code, key: said.key });
		await sleep(100 + below(150));
	}
};

// ---- a restore, judged

// What is wrong with it as the beginning of `history`.
const misfit = (entries, history, before) => {
	const at = entries.findIndex((bytes, i) => bytes !== history[i]);
	if (at >= 0) return `entry ${at} is another one`;
	const matters = new Set(entries.map(hex => JSON.parse(Buffer.from(hex, 'hex').toString()).matter));
	const lost = before.find(one => !matters.has(one.code));
	return lost ? `${lost.code} was acknowledged before the backup began and is not in it` : null;
};

// In the first moments after its file is there, under whatever name.
const kill_while_writing = async (child, file) => {
	while (child.exitCode === null && !existsSync(file) && !existsSync(`${file}.part`)) await sleep(1);
	await sleep(below(20));
	child.kill('SIGKILL');
};

const nothing_named = file => !existsSync(file) && !existsSync(`${file}.keys`);
let killed = 0, whole_before_the_kill = 0;
const restored = [];
const round = async (live, n) => {
	const file = join(folder, `kept${n}`), target = database(`restored${n}`);
	if (n % 2 === 1) {
		await run(['backup', file, '--db', live.url], { meanwhile: child => kill_while_writing(child, file) });
		killed++;
		if (existsSync(file) && !existsSync(`${file}.keys`)) give_up('a killed backup left data without their keys');
		whole_before_the_kill += existsSync(file);
		rmSync(file, { force: true });
		rmSync(`${file}.keys`, { force: true });
	}
	const before = acknowledged.slice();
	await must('backup', file, '--db', live.url);
	if (readdirSync(folder).some(name => name.endsWith('.part'))) give_up('a part of a backup is left beside a whole one');
	// 1: it can be read, but the ledger went on after it
	const done = await run(['restore', file, '--keys', `${file}.keys`, '--db', target.url, '--json']);
	if (done.code !== 0 && done.code !== 1) give_up(`restore: exit code ${done.code}: ${done.err}`);
	await must('verify', 'db', '--db', target.url);
	const entries = entries_of(target);
	if (entries.length !== JSON.parse(done.out).entries) give_up(`restore tells of ${done.out}, and there are ${entries.length} entries`);
	for (let i = 0; i < 2 && before.length; i++) {
		const one = before[below(before.length)];
		await must('matter', 'show', one.code, '--key', one.key, '--db', target.url);
	}
	restored.push({ n, entries, before });
};

// A disk that has no room for it: refused, nothing left, and the server did not notice.
const onto_a_full_disk = async live => {
	const disk = join(folder, 'disk');
	mkdirSync(disk);
	if (process.getuid() !== 0 || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) return 'no full disk (must be root)';
	mounted = disk;
	const done = await run(['backup', join(disk, 'kept'), '--db', live.url]);
	if (done.code !== 73 && done.code !== 74) give_up(`a backup onto a full disk: exit code ${done.code}: ${done.err}`);
	if (!nothing_named(join(disk, 'kept')) || readdirSync(disk).length > 0) give_up('a backup that met a full disk left something');
	return 'a full disk refused';
};

const live = database('live');
await must('init', '--db', live.url, '--origin', 'demo.test/ledger');
await start(live.url).catch(e => give_up(`the server did not start: ${e.message}`));
const people = Array.from({ length: writers }, (_, n) => writer(n));
for (let n = 0; n < restores; n++) {
	await sleep(100 + below(400));
	await round(live, n);
}
const full = await onto_a_full_disk(live);
stopping = true;
await Promise.all(people);
server.kill('SIGTERM');
if (await server.over !== 0) give_up('the server did not end well');
const history = entries_of(live);
for (const { n, entries, before } of restored) {
	const why = misfit(entries, history, before);
	if (why) give_up(`restore ${n}: ${why}`);
}
// a judge that lets everything pass is none
const last = restored.at(-1), altered = last.entries.slice();
altered[altered.length - 1] = altered.at(-1).replace(/..$/, '20');
if (!misfit(altered, history, last.before) || !misfit(last.entries.slice(0, 20), history, last.before)) give_up('the judge did not see an altered or a short restore');
if (restored[0].entries.length >= history.length || last.before.length === 0) give_up('nothing was filed meanwhile');
console.log(`backup: ${restores} restores, each a prefix of ${history.length} entries (${restored.map(r => r.entries.length).join(', ')}); ${killed} killed before, ` +
	`of which ${whole_before_the_kill} whole; ${full}`);
clean();
process.exit(0);
