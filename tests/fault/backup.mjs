// backup.mjs - backups of a server under 16 writers, each restored elsewhere and held against the history: an exact prefix of the ledger, with all that was acknowledged before
// it began, whole and open. Some are killed in the middle first, and one meets a full disk: neither may leave anything that looks like a backup.
//
// Usage: node tests/fault/backup.mjs   (DANVAN, DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; RESTORES: 4; SEED: the clock's; KEEP=1 keeps the folder)
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as house from './house.mjs';

const { below, engine, give_up, matter_words, post_matter, seed, sleep } = house;
const restores = house.number_given('RESTORES', 4), writers = 16, folder = house.make_folder();
const live = house.make_database(folder, 'live'), env = house.variables_of(folder, live.url);
const run = (args, meanwhile) => house.run_beside(env, args, meanwhile);
const must = async (...args) => {
	const done = await run(args);
	if (done.code !== 0) give_up(`danvan ${args.join(' ')}: exit code ${done.code}: ${done.out}${done.err}`);
	return done.out;
};
console.log(`backup: ${engine}, ${restores} restores, seed ${seed}`);

// The entries as hex, in order, read past the program.
const entries_of = d => {
	if (d.schema) return house.psql('-At', '-c', `SELECT upper(encode(bytes, 'hex')) FROM "${d.schema}".entry ORDER BY idx`).trim().split('\n');
	const done = spawnSync('sqlite3', ['-readonly', d.file, 'SELECT hex(bytes) FROM entry ORDER BY idx'], { encoding: 'utf8', maxBuffer: 1 << 30 });
	if (done.status !== 0) give_up(`entries: ${done.stderr}`);
	return done.stdout.trim().split('\n');
};

// ---- the writers

const acknowledged = []; // { code, key }
let server = null, stopping = false;
const writer = async number => {
	for (let n = 0; !stopping; n++) {
		const answer = await post_matter(server, `w${number}-${n}`, matter_words(`Cầu số ${n} hỏng`)).catch(() => null);
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
const round = async n => {
	const file = join(folder, `kept${n}`), target = house.make_database(folder, `restored${n}`);
	if (n % 2 === 1) {
		await run(['backup', file], child => kill_while_writing(child, file));
		killed++;
		if (existsSync(file) && !existsSync(`${file}.keys`)) give_up('a killed backup left data without their keys');
		whole_before_the_kill += existsSync(file);
		rmSync(file, { force: true });
		rmSync(`${file}.keys`, { force: true });
	}
	const before = acknowledged.slice();
	await must('backup', file);
	if (readdirSync(folder).some(name => name.endsWith('.part'))) give_up('a part of a backup is left beside a whole one');
	// 1: it can be read, but the ledger went on after it
	const done = await run(['restore', file, '--keys', `${file}.keys`, '--db', target.url, '--json']);
	if (done.code !== 0 && done.code !== 1) give_up(`restore: exit code ${done.code}: ${done.err}`);
	// whole by itself; that the key has signed more since is all that may be told
	const looked = await run(['verify', 'db', '--db', target.url, '--json']);
	if (looked.code !== 0 && !(looked.code === 1 && house.is_only_older(looked.out))) give_up(`verify db of what was restored: exit code ${looked.code}: ${looked.out}${looked.err}`);
	const entries = entries_of(target);
	if (entries.length !== JSON.parse(done.out).entries) give_up(`restore tells of ${done.out}, and there are ${entries.length} entries`);
	for (let i = 0; i < 2 && before.length; i++) {
		const one = before[below(before.length)];
		await must('matter', 'show', one.code, '--key', one.key, '--db', target.url);
	}
	restored.push({ n, entries, before });
};

// A disk that has no room for it: refused, nothing left, and the server did not notice.
const onto_a_full_disk = async () => {
	const disk = join(folder, 'disk');
	mkdirSync(disk);
	if (process.getuid() !== 0 || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) return 'no full disk (must be root)';
	house.at_end(() => spawnSync('umount', ['--lazy', disk]));
	const done = await run(['backup', join(disk, 'kept')]);
	if (done.code !== 73 && done.code !== 74) give_up(`a backup onto a full disk: exit code ${done.code}: ${done.err}`);
	if (!nothing_named(join(disk, 'kept')) || readdirSync(disk).length > 0) give_up('a backup that met a full disk left something');
	return 'a full disk refused';
};

await must(...house.init);
server = await house.start(env, '--publish', 'now');
const people = Array.from({ length: writers }, (_, n) => writer(n));
for (let n = 0; n < restores; n++) {
	await sleep(100 + below(400));
	await round(n);
}
const full = await onto_a_full_disk();
stopping = true;
await Promise.all(people);
await house.stop(server);
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
house.finish(0);
