// house.mjs - what the fault tests share: a folder of their own, an empty database on the engine of the run, danvan run or served in it, random numbers from a seed that is printed
// when something is wrong, and the clean-up. check.mjs takes nothing from here: it judges.
//
// DANVAN is the binary, DANVAN_TEST_ENGINE sqlite or postgresql, DANVAN_TEST_PG the cluster's URL on the latter (tests/support/with-postgres); SEED repeats a run; KEEP=1 keeps the
// folder of a run that went well.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const name = basename(process.argv[1], '.mjs');
export const danvan = resolve(process.env.DANVAN ?? 'build/danvan');
export const engine = process.env.DANVAN_TEST_ENGINE ?? 'sqlite';
export const pg = process.env.DANVAN_TEST_PG;
export const seed = Number(process.env.SEED ?? Date.now() % 1e9);
export const number_given = (variable, otherwise) => Number(process.env[variable] ?? otherwise);
export const sleep = ms => new Promise(done => setTimeout(done, ms));
// The library that refuses memory (tests/support/short_memory.c): `memory_control` is the content of its file, with the two numbers that arm it.
export const short_memory = resolve(process.env.SHORT_MEMORY_SO ?? 'build/tests/support/short_memory.so');
export const memory_control = (left, for_ever) => Buffer.from(new BigInt64Array([BigInt(left), BigInt(for_ever), 0n, 0n, 0n]).buffer);

// ---- random numbers: mulberry32

let state = seed >>> 0 || 1;
export const random = () => {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
export const below = n => Math.floor(random() * n);
// At most so many of a list (0: all), spread evenly from a start that the seed gives.
export const spread = (list, most) => {
	if (!most || list.length <= most) return list;
	const step = list.length / most, from = random() * step;
	return Array.from({ length: most }, (_, i) => list[Math.floor(from + i * step)]);
};

// ---- the folder, and how a test ends

const folders = [], undone = [];
export const make_folder = (where = tmpdir()) => {
	folders.push(mkdtempSync(join(where, `danvan-${name}.`)));
	return folders.at(-1);
};
// Done whichever way the test ends, what was said last first: servers, schemas, mounts.
export const at_end = undo => undone.push(undo);
export const finish = code => {
	while (undone.length) undone.pop()();
	if (process.env.KEEP) console.log(`${name}: kept ${folders}`);
	else folders.forEach(folder => rmSync(folder, { recursive: true, force: true }));
	process.exit(code);
};
// Ends the test; the folder stays, for whoever looks why.
export const give_up = why => {
	console.error(`${name}: ${why} (seed ${seed}, ${folders})`);
	folders.length = 0;
	finish(1);
};

process.on('uncaughtException', e => give_up(e.stack));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => give_up(`ended by ${signal}`));

// ---- databases

export const psql = (...words) => {
	const done = spawnSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', pg, ...words], { encoding: 'utf8', maxBuffer: 1 << 30 });
	if (done.status !== 0) give_up(`psql: ${done.stderr}`);
	return done.stdout;
};
// The name of a new schema, which is dropped at the end.
export const make_schema = what => {
	if (!pg) give_up('DANVAN_TEST_PG is not set: run under tests/support/with-postgres');
	const schema = `${name}_${process.pid}_${seed}_${what}`;
	psql('-c', `CREATE SCHEMA "${schema}"`);
	at_end(() => spawnSync('psql', ['-q', pg, '-c', 'SET client_min_messages = error', '-c', `DROP SCHEMA IF EXISTS "${schema}" CASCADE`]));
	return schema;
};
export const url_of = schema => `${pg}${pg.includes('?') ? '&' : '?'}schema=${schema}`;
// An empty database in that folder or cluster: its URL, and its file or schema.
export const make_database = (folder, what = name) => {
	if (engine === 'sqlite') return { url: `sqlite:${join(folder, what)}.db`, file: `${join(folder, what)}.db` };
	const schema = make_schema(what);
	return { url: url_of(schema), schema };
};

// ---- the program

// The environment in which home and state lie in `folder`, and the database is `url` unless a command names another.
export const variables_of = (folder, url, more = {}) => ({ ...process.env, HOME: folder, XDG_STATE_HOME: join(folder, 'state'), DANVAN_LANG: 'en', DANVAN_DB: url, ...more });
export const run = (env, args) => spawnSync(danvan, args, { encoding: 'utf8', env });
export const must = (env, args) => {
	const done = run(env, args);
	if (done.status !== 0) give_up(`danvan ${args.join(' ')}: ${done.status ?? done.signal} ${done.stdout}${done.stderr}`);
	return done.stdout;
};
// Words for the command that makes the ledger of a test, and for one that files.
export const init = ['init', '--origin', 'demo.test/ledger'];
export const filing = (words, ...more) => ['matter', 'open', '--procedure', 'phan-anh-kien-nghi', '--unit', '02155', '--text', words, ...more];
// What `verify db --json` said of a database: nothing but that the key has signed more entries since.
export const is_only_older = said => said.startsWith('{') && JSON.parse(said).misfits.every(m => m.table === 'ledger_meta' && m.column === 'size');
// As `run`, while others go on; `meanwhile` may kill it.
export const run_beside = (env, args, meanwhile) => new Promise(done => {
	const child = spawn(danvan, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
	let out = '', err = '';
	child.stdout.on('data', b => { out += b; });
	child.stderr.on('data', b => { err += b; });
	child.on('close', (code, signal) => done({ code, signal, out, err }));
	meanwhile?.(child);
});

// A server on a free port: the process, with `said` so far, `port` when it is ready, `ready` (true; false: it ended before), and `over` as of
// run_beside. Ended with the test.
export const serve = (env, ...options) => {
	const server = spawn(danvan, ['serve', '--log', '--listen', '127.0.0.1:0', ...options], { env, stdio: ['ignore', 'ignore', 'pipe'] });
	server.said = '';
	server.over = new Promise(done => server.on('close', (code, signal) => done({ code, signal, out: '', err: server.said })));
	server.ready = new Promise(done => {
		server.stderr.on('data', bytes => {
			server.said += bytes;
			server.port ??= /port (\d+)\n/.exec(server.said)?.[1];
			if (server.port) done(true);
		});
		server.over.then(() => done(false));
	});
	at_end(() => server.kill('SIGKILL'));
	return server;
};
export const start = async (env, ...options) => {
	const server = serve(env, ...options);
	if (!await server.ready) give_up(`the server does not start: ${JSON.stringify(await server.over)}`);
	return server;
};
// It ends well when it is asked to.
export const stop = async server => {
	server.kill('SIGTERM');
	const end = await server.over;
	if (end.code !== 0) give_up(`the server ended with ${JSON.stringify(end)}`);
};
export const matter_words = (text, who = { name: 'Người thử', phone: '0912345678' }) => JSON.stringify({ procedure: 'phan-anh-kien-nghi', unit: '02155', text, ...who });
// Files `body` under an idempotency key; rejects when nothing was answered.
export const post_matter = (server, key, body, { headers = {}, ms = 60000 } = {}) => fetch(`http://127.0.0.1:${server.port}/api/v1/matters`, {
	method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers }, body, signal: AbortSignal.timeout(ms),
});

// In the end: the database is held against its ledger, and what the clients were told against that by a program that knows nothing of danvan. What `verify db` said.
export const verify_and_judge = (env, folder, log, vkey) => {
	const verified = must(env, ['verify', 'db']);
	must(env, ['ledger', 'export', join(folder, 'ledger'), '--now']);
	const judged = spawnSync('node', [join(dirname(fileURLToPath(import.meta.url)), 'check.mjs'), log, join(folder, 'ledger'), vkey], { encoding: 'utf8' });
	process.stdout.write(judged.stdout);
	process.stderr.write(judged.stderr);
	if (judged.status !== 0) give_up('the history does not fit');
	return verified.trim();
};
