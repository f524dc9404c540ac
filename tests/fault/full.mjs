// full.mjs - a disk that becomes full under a running server: what it can't keep is refused in words, what it acknowledged is there afterwards, and with room again it goes on.
//
// It fills and empties the disk CYCLES times without a restart, every third time by using up its inodes instead of its room; the key and the checkpoint beside it lie on that disk too.
//
// Usage: node tests/fault/full.mjs   (DANVAN, DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; CYCLES: 3, or as many as SOAK_SECONDS allow; KEYS=apart: the key on another disk)
// Mounts a small disk, so it must be root; else it says that it was not run.
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { at_end, engine, finish, give_up, init, make_folder, make_schema, matter_words, must, number_given, post_matter, psql, sleep, start, stop, url_of, variables_of } from './house.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = make_folder(), disk = join(folder, 'disk'), filler = join(disk, 'filler'), log = join(folder, 'history.jsonl');
const cycles = number_given('CYCLES', process.env.SOAK_SECONDS ? 1e9 : 3), until = Date.now() + number_given('SOAK_SECONDS', 1e6) * 1000;

mkdirSync(disk);
if (process.getuid() !== 0 || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,nr_inodes=3000,mode=0755', 'tmpfs', disk]).status !== 0) {
	console.log('full: not run, it must be root and may mount a disk');
	finish(0);
}
at_end(() => spawnSync('umount', ['--lazy', disk])); // whoever was killed may not be gone yet

let db = `sqlite:${join(disk, 'full.db')}`;
if (engine !== 'sqlite') {
	const space = `full_${process.pid}`;
	spawnSync('chown', ['postgres', disk]);
	chmodSync(folder, 0o711);
	psql('-c', `CREATE TABLESPACE ${space} LOCATION '${disk}'`);
	at_end(() => spawnSync('psql', ['-q', process.env.DANVAN_TEST_PG, '-c', `DROP TABLESPACE IF EXISTS ${space}`]));
	db = `${url_of(make_schema('disk'))}&options=-c%20default_tablespace%3D${space}`;
}
const env = variables_of(folder, db, { XDG_STATE_HOME: join(process.env.KEYS === 'apart' ? folder : disk, 'state') });
const vkey = must(env, init).trim();

let op = 0;
const note = row => appendFileSync(log, JSON.stringify(row) + '\n');
const asked = new Map(); // key -> answered
const unanswered = () => [...asked].filter(([, answered]) => !answered).map(([key]) => key);
const file = async key => {
	asked.set(key, asked.get(key) ?? false);
	note({ op: ++op, what: 'invoke', key });
	const answer = await post_matter(server, key, matter_words(`Cầu hỏng ${key} ${'rất hỏng '.repeat(400)}`, {}), { headers: { 'accept-language': 'en' } });
	const said = await answer.json();
	if (answer.status === 503 && !Number(answer.headers.get('retry-after'))) give_up('a 503 without Retry-After');
	if (answer.status === 201) asked.set(key, true);
	if (answer.status === 201) note({ op, what: 'ok', key, code: said.code, private: said.key, receipt: said.receipt });
	else note({ op, what: /unknown|doubt/.test(said.error) ? 'unknown' : 'fail', key, why: said.error, status: answer.status });
	return { status: answer.status, said };
};

const server = await start(env, '--publish', 'now');
let kept = 0, refused = 0, slowest = 0, refusal = null;
for (; kept < 10; kept++) if ((await file(`before-${kept}`)).status !== 201) give_up('refused while there was room');

const use_up = {
	room: () => { const room = statfsSync(disk); writeFileSync(filler, Buffer.alloc(Math.max(0, room.bavail * room.bsize - 300 * 1024))); },
	files: () => { mkdirSync(filler); try { for (let i = 0; ; i++) writeFileSync(join(filler, String(i)), ''); } catch { /* no more */ } },
};
// What is refused while there is no room is refused in words, and reading goes on.
const is_refused = ({ status, said }) => {
	if (status !== 503 || !said.error || !said.detail || said.detail.length < 20) give_up(`refused with ${status}: ${JSON.stringify(said)}`);
	refusal = said;
	refused++;
};
const fill = async (cycle, what) => {
	use_up[what]();
	const doubtful = [];
	for (let i = 0; i < 2000 && doubtful.length < 3; i++) {
		const key = `filling-${cycle}-${i}`, answer = await file(key);
		if (answer.status === 201) kept++;
		else { is_refused(answer); doubtful.push(key); }
		if (answer.status === 201 && what === 'files' && i > 20) break; // nothing that it does needs a new file
	}
	if (what === 'room' && doubtful.length === 0) give_up('the disk never became full');
	for (let i = 0; i < 5; i++) {
		const home = await fetch(`http://127.0.0.1:${server.port}/`, { headers: { accept: 'text/html' } });
		if (home.status !== 200) give_up(`reading ended too: ${home.status}`);
	}
	return doubtful;
};
// With room again it goes on by itself, within two seconds; and what was refused can be sent again.
const heal = async (cycle, doubtful) => {
	rmSync(filler, { recursive: true });
	const began = Date.now();
	for (let i = 0; (await file(`healing-${cycle}-${i}`)).status !== 201; i++) {
		if (Date.now() - began > 10000) give_up(`with room again it still refuses after ${Date.now() - began} ms (cycle ${cycle})`);
		await sleep(50);
	}
	slowest = Math.max(slowest, Date.now() - began);
	for (const key of doubtful) if ((await file(key)).status !== 201) give_up(`${key} is not taken with room again`);
};
let done = 0;
for (; done < cycles && Date.now() < until; done++) await heal(done, await fill(done, done % 3 === 2 ? 'files' : 'room'));
// each key once more: those that were left unknown while it healed must have their one answer too
for (const key of unanswered()) if ((await file(key)).status !== 201) give_up(`${key} is not taken at the end`);

await stop(server);
const verified = must(env, ['verify', 'db']);
must(env, ['ledger', 'export', join(folder, 'ledger'), '--now']);
const judged = spawnSync('node', [join(here, 'check.mjs'), log, join(folder, 'ledger'), vkey], { encoding: 'utf8' });
process.stdout.write(judged.stdout);
process.stderr.write(judged.stderr);
if (judged.status !== 0) give_up('the history does not fit');
if (slowest > 2000) give_up(`it took ${slowest} ms until it filed again`);
console.log(`full: ${engine}, ${done} times filled and emptied (every third time by inodes), ${refused} refused with 503 ${refusal.error} ("${refusal.detail}"), filing again after ${slowest} ms at most, without a restart; verify db: ${verified.trim()}`);
finish(0);
