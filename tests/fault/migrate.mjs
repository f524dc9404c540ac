// migrate.mjs - `danvan migrate` on a database of each earlier schema, killed with SIGKILL at random instants. What is found then is, row for row, what was there before or what a migration
// that nothing stopped makes of it; the ledger is never touched; and the next migration gets there.
//
// Usage: node tests/fault/migrate.mjs   (DANVAN: the binary, OLDER: tests/fault/older.c; DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; KILLS: 20, spread over all schemas; SEED)
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { below, engine, finish, give_up, make_database, make_folder, must, number_given, random, run, run_beside, seed, sleep, variables_of } from './house.mjs';

const kills = number_given('KILLS', 20), folder = make_folder(), tool = resolve(process.env.OLDER ?? 'build/tests/fault/older');
const older = (...words) => {
	const done = spawnSync(tool, words, { encoding: 'utf8' });
	if (done.status !== 0) give_up(`older ${words.join(' ')}: ${done.status ?? done.signal} ${done.stdout}${done.stderr}`);
	return done.stdout.trim();
};

// a year of invented matters, files, accounts and publications
const source = make_database(folder, 'source'), env = variables_of(folder, source.url);
must(env, ['demo']);
const last = Number(older('last'));
console.log(`migrate: ${engine}, ${last - 1} earlier schemas, ${kills} kills, seed ${seed}`);

let made = 0;
const make = k => {
	const { url } = make_database(folder, `k${k}_${made++}`);
	older('make', source.url, url, String(k));
	return { url, before: older('look', url), ledger: older('digest', url) };
};
const migrate = (url, meanwhile) => run_beside(env, ['migrate', '--db', url], meanwhile);

const tally = { undone: 0, done: 0, late: 0 };
const shares = Array.from({ length: last - 1 }, (_, i) => Math.floor(kills * (i + 1) / (last - 1)) - Math.floor(kills * i / (last - 1)));
for (let k = 1; k < last; k++) {
	if (shares[k - 1] === 0) continue;
	const unbroken = make(k), began = performance.now();
	if ((await migrate(unbroken.url)).code !== 0) give_up(`schema ${k} cannot be migrated`);
	const took = performance.now() - began, after = older('look', unbroken.url), verdict = run(env, ['verify', 'db', '--db', unbroken.url]);
	if (!after.startsWith(`${last} `)) give_up(`schema ${k} became ${after}`);
	let broken = make(k);
	if (broken.before !== unbroken.before) give_up(`two databases of schema ${k} differ`);
	for (let i = 0; i < shares[k - 1]; i++) {
		const wait = random() * took * 1.1;
		const end = await migrate(broken.url, async child => { await sleep(wait); child.kill('SIGKILL'); });
		if (end.signal !== 'SIGKILL' && end.code !== 0) give_up(`schema ${k}, killed after ${wait} ms: ended with ${JSON.stringify(end)}`);
		const found = older('look', broken.url);
		if (found !== broken.before && found !== after) give_up(`schema ${k}, killed after ${wait} ms: neither what was there nor what it becomes: ${found}`);
		if (end.code === 0 && found !== after) give_up(`schema ${k}: it was told that it is migrated, and it is not`);
		tally[end.code === 0 ? 'late' : found === after ? 'done' : 'undone']++;
		if (older('digest', broken.url) !== broken.ledger) give_up(`schema ${k}, killed after ${wait} ms: the ledger is another one`);
		if (found !== after && below(3) > 0) continue; // killed again on what is left
		if ((await migrate(broken.url)).code !== 0 || older('look', broken.url) !== after) give_up(`schema ${k}, killed after ${wait} ms: it cannot be migrated any more`);
		const said = run(env, ['verify', 'db', '--db', broken.url]);
		if (said.status !== verdict.status || said.stdout !== verdict.stdout) give_up(`schema ${k}: verify db says something else than of the unbroken one`);
		if (i + 1 < shares[k - 1]) broken = make(k);
	}
	if ((await migrate(broken.url)).code !== 0 || older('look', broken.url) !== after) give_up(`schema ${k}: it cannot be migrated in the end`);
}
if (run(env, ['verify', 'db']).status !== 0) give_up('the source does not verify');
console.log(`migrate: ${kills} kills of ${shares.filter(n => n > 0).length} schemas: ${tally.undone} left what was there, ${tally.done} came after the commit, ${tally.late} too late; the same rows in the end each time, the ledger untouched`);
finish(0);
