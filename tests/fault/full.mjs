// full.mjs - a disk that becomes full under a running server: what it can't keep is refused in words, what it acknowledged is there afterwards, and with room again it goes on.
//
// It fills and empties the disk CYCLES times without a restart, every third time by using up its inodes instead of its room; the key and the checkpoint beside it lie on that disk too.
// Reading is measured right before and while there is no room.
//
// Usage: node tests/fault/full.mjs   (DANVAN, DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; CYCLES: 3, or as many as SOAK_SECONDS allow; KEYS=apart: the key on another disk;
//   QUOTA=1: the disk has room, and the folder on it no more of its quota; READ_MS=300: how long reading is measured each time)
// Mounts a small disk, so it must be root; else it says that it was not run. A quota is one of btrfs (mkfs.btrfs, btrfs): the kernel's other ones are not everywhere.
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at_end, engine, finish, give_up, init, make_folder, make_schema, matter_words, must, number_given, post_matter, psql, sleep, start, stop, url_of, variables_of, verify_and_judge } from './house.mjs';

const quota = Boolean(process.env.QUOTA), read_ms = number_given('READ_MS', 300);
const folder = make_folder(), mounted = join(folder, 'disk'), disk = quota ? join(mounted, 'limited') : mounted, filler = join(disk, 'filler'), log = join(folder, 'history.jsonl');
// what was filed and SQLite's log, which is carried into the database at 32 MB, must fit beside the filler
const cycles = number_given('CYCLES', process.env.SOAK_SECONDS ? 1e9 : 3), until = Date.now() + number_given('SOAK_SECONDS', 1e6) * 1000, megabytes = 64 + Math.min(cycles, 400);

mkdirSync(mounted);
const done_well = (command, ...words) => spawnSync(command, words).status === 0;
const mount_quota = image => {
	if (!done_well('truncate', '-s', '2g', image) || !done_well('mkfs.btrfs', '-q', '-m', 'single', image) || !done_well('mount', '-o', 'loop', image, mounted)) return false;
	return done_well('btrfs', 'quota', 'enable', mounted) && done_well('btrfs', 'subvolume', 'create', disk) && done_well('btrfs', 'qgroup', 'limit', `${megabytes}m`, disk);
};
at_end(() => spawnSync('umount', ['--lazy', mounted])); // whoever was killed may not be gone yet
if (process.getuid() !== 0 || !(quota ? mount_quota(join(folder, 'image')) : done_well('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,nr_inodes=3000,mode=0755`, 'tmpfs', mounted))) {
	console.log(`full: not run, it must be root and may mount a disk${quota ? ' with a quota (btrfs)' : ''}`);
	finish(0);
}

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
	const answer = await post_matter(server, key, matter_words(`Cầu hỏng ${key} ${'rất hỏng '.repeat(400)}`, {}), { headers: { 'accept-language': 'en' } }).catch(() => null);
	if (!answer) {
		note({ op, what: 'unknown', key });
		return { status: 0, said: { error: 'nothing was answered' } };
	}
	const said = await answer.json();
	if (answer.status === 503 && !Number(answer.headers.get('retry-after'))) give_up('a 503 without Retry-After');
	if (answer.status === 201) asked.set(key, true);
	if (answer.status === 201) note({ op, what: 'ok', key, code: said.code, private: said.key, receipt: said.receipt });
	else note({ op, what: /unknown|doubt/.test(said.error) ? 'unknown' : 'fail', key, why: said.error, status: answer.status });
	return { status: answer.status, said };
};

// SQLite keeps the log's index in memory that is a file. Where each change of a page needs new room (btrfs), a write to it is ended by the system when there is none: the next start serves.
let server = null, ended = 0;
const begin = async () => {
	server = await start(env, '--publish', 'now');
	server.over.then(end => { if (end.signal && !(quota && end.signal === 'SIGBUS')) give_up(`the server ended with ${JSON.stringify(end)}`); });
};
await begin();
let kept = 0, refused = 0, slowest = 0, refusal = null, first_code = null;
const rates = [], reading = { before: { pages: 0, work: 0 }, full: { pages: 0, work: 0 } }; // full against before, by the clock; all that was read
for (; kept < 10; kept++) {
	const { status, said } = await file(`before-${kept}`);
	if (status !== 201) give_up('refused while there was room');
	first_code ??= said.code;
}

const EDQUOT = 122; // node has no name for it
// All but the last 400 KB, which a few filings use up. In pieces that are taken away again: a file can't be cut where a quota is used up.
const PIECE = Buffer.alloc(200 * 1024, 'x');
const fill_room = () => {
	mkdirSync(filler);
	let n = 0;
	try { for (;; n++) writeFileSync(join(filler, String(n)), PIECE, { flush: true }); } catch (e) { if (e.code !== 'ENOSPC' && e.errno !== -EDQUOT) throw e; }
	for (let i = 0; i < 3; i++) rmSync(join(filler, String(n - i)), { force: true });
	spawnSync('sync', ['-f', disk]);
};
const use_up = {
	room: fill_room,
	files: () => { mkdirSync(filler); try { for (let i = 0; ; i++) writeFileSync(join(filler, String(i)), ''); } catch { /* no more */ } },
};
// What the server has worked, in ns: all its threads.
const worked = () => readdirSync(`/proc/${server.pid}/task`).reduce((sum, task) => sum + Number(readFileSync(`/proc/${server.pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]), 0);
// Four people read the first page and a matter: pages a second, and the work that one page is. The clock is at the mercy of whatever else the machine does, the work is not.
const read_for = async ms => {
	const until = performance.now() + ms;
	let read = 0;
	await Promise.all(Array.from({ length: 4 }, async () => {
		for (let i = 0; performance.now() < until; i++) {
			const page = await fetch(`http://127.0.0.1:${server.port}${i % 2 ? `/m/${first_code}` : '/'}`, { headers: { accept: 'text/html' } });
			await page.arrayBuffer();
			if (page.status !== 200) give_up(`reading ended too: ${page.status}`);
			read++;
		}
	}));
	return read;
};
const read_rate = async tally => {
	await read_for(100); // what was filed just before has emptied the readers' memory
	const began = performance.now(), work = worked(), read = await read_for(read_ms);
	tally.pages += read;
	tally.work += worked() - work;
	return read * 1000 / (performance.now() - began);
};
// What is refused while there is no room is refused in words, and reading goes on.
const is_refused = ({ status, said }) => {
	if (status === 0 && quota) return;
	if (status !== 503 || !said.error || !said.detail || said.detail.length < 20) give_up(`refused with ${status}: ${JSON.stringify(said)}`);
	refusal = said;
	refused++;
};
const fill = async (cycle, what) => {
	const before = await read_rate(reading.before);
	use_up[what]();
	const doubtful = [];
	for (let i = 0; i < 2000 && doubtful.length < 3; i++) {
		const key = `filling-${cycle}-${i}`, answer = await file(key);
		if (answer.status === 201) kept++;
		else { is_refused(answer); doubtful.push(key); }
		if (answer.status === 201 && what === 'files' && i > 20) break; // nothing that it does needs a new file
	}
	if (what === 'room' && doubtful.length === 0) give_up('the disk never became full');
	if (!(await Promise.race([server.over, sleep(quota ? 50 : 0)]))?.signal) rates.push(await read_rate(reading.full) / before);
	return doubtful;
};
// With room again it goes on by itself, within two seconds; and what was refused can be sent again.
const heal = async (cycle, doubtful) => {
	rmSync(filler, { recursive: true });
	if (quota) spawnSync('sync', ['-f', disk]); // btrfs gives room back when it has written
	const began = Date.now();
	if ((await Promise.race([server.over, sleep(50)]))?.signal) { ended++; await begin(); }
	for (let i = 0; (await file(`healing-${cycle}-${i}`)).status !== 201; i++) {
		if (Date.now() - began > 10000) give_up(`with room again it still refuses after ${Date.now() - began} ms (cycle ${cycle}): ${(await file(`healing-${cycle}-late`)).said.error}`);
		await sleep(50);
	}
	slowest = Math.max(slowest, Date.now() - began);
	for (const key of doubtful) {
		const { status, said } = await file(key);
		if (status !== 201) give_up(`${key} is not taken with room again (cycle ${cycle}): ${status} ${said.error}; ${server.said}`);
	}
};
await read_rate({ pages: 0, work: 0 }); // pages are warm
let done = 0;
const has_room = () => quota || statfsSync(disk).bavail * statfsSync(disk).bsize > 12e6;
for (; done < cycles && Date.now() < until && has_room(); done++) await heal(done, await fill(done, done % 3 === 2 && !quota ? 'files' : 'room'));
// each key once more: those that were left unknown while it healed must have their one answer too
for (const key of unanswered()) if ((await file(key)).status !== 201) give_up(`${key} is not taken at the end`);

await stop(server);
const verified = verify_and_judge(env, folder, log, vkey);
rates.sort((a, b) => a - b);
const rate = Math.round(100 * rates[rates.length >> 1]), work = ({ pages, work }) => work / pages;
const by_work = Math.round(100 * work(reading.before) / work(reading.full));
if (reading.full.pages > 2000 && by_work < 90) give_up(`while the disk is full a page is so much more work that they are read at ${by_work} % of their rate (${rate} % by the clock)`);
if (slowest > 2000) give_up(`it took ${slowest} ms until it filed again`);
console.log(`full: ${engine}, ${done} times filled and emptied (${quota ? 'by a quota' : 'every third time by inodes'}), ${refused} refused with 503 ${refusal.error} ("${refusal.detail}"), filing again after ${slowest} ms at most, ${ended ? `${ended} times by a restart` : 'without a restart'}; reading at ${by_work} % of its rate by the server's work (${reading.full.pages} pages), ${rate} % by the clock (median); verify db: ${verified}`);
finish(0);
