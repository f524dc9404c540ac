// limit.mjs - a server under load whose memory is limited more and more narrowly, and let go again: what it may write to (RLIMIT_DATA), so that the system refuses what it asks for, or, where the
// machine lets us, the memory of its control group, so that the system ends it. What is asked meanwhile is answered, refused in words or dropped; then the next request is served, by
// the same process or by the next one, and what was acknowledged is there. Judged by check.mjs.
//
// Usage: node tests/fault/limit.mjs   (DANVAN, DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; ROUNDS: 6; SEED)
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at_end, below, engine, finish, give_up, init, make_database, make_folder, matter_words, must, number_given, post_matter, random, seed, sleep, start, stop, variables_of, verify_and_judge } from './house.mjs';
import { Person } from './person.mjs';

const rounds = number_given('ROUNDS', 6), clients = 12, uploaders = 3;
const folder = make_folder(), log = join(folder, 'history.jsonl'), env = variables_of(folder, make_database(folder).url);
console.log(`limit: ${engine}, ${rounds} rounds, seed ${seed}`);
const vkey = must(env, init).trim();

const note = row => appendFileSync(log, JSON.stringify(row) + '\n');
const asked = [], tally = { answered: 0, refused: 0, dropped: 0 };
let op = 0, server = await start(env, '--publish', 'now'), stopping = false, limited = false;

const ask = async one => {
	const mine = op++;
	note({ op: mine, what: 'invoke', key: one.key });
	let row = { op: mine, what: 'unknown', key: one.key }, status = 0;
	try {
		const answer = await post_matter(server, one.key, one.body, { ms: 8000 }), said = await answer.json();
		status = answer.status;
		if (status === 201) {
			one.code = said.code;
			row = { ...row, what: 'ok', code: said.code, private: said.key, receipt: said.receipt };
		} else {
			if (status < 500 || !said.detail) give_up(`refused with ${status}: ${JSON.stringify(said)}`);
			if (!/unknown|doubt/.test(said.error)) row = { ...row, what: 'fail', why: said.error };
		}
	} catch (e) {
		if (e?.cause?.code === 'ECONNREFUSED') row.what = 'fail';
	}
	note(row);
	if (limited) tally[status === 201 ? 'answered' : status ? 'refused' : 'dropped']++;
	return status;
};
const file = () => {
	const one = { key: `limit-${seed}-${asked.length}`, body: matter_words(`Cầu số ${asked.length} hỏng ${'rất hỏng '.repeat(below(800))}`) };
	asked.push(one);
	return ask(one);
};
const read = async path => {
	try {
		const page = await fetch(`http://127.0.0.1:${server.port}${path}`, { signal: AbortSignal.timeout(8000) });
		const text = await page.text();
		if (page.status >= 500 && text.length < 20) give_up(`${path} is refused without words`);
		if (limited) tally[page.status < 500 ? 'answered' : 'refused']++;
	} catch { if (limited) tally.dropped++; }
};
const client = async () => {
	while (!stopping) {
		const old = asked[below(asked.length || 1)];
		if (random() < 0.6) await file();
		else if (random() < 0.3 && old) await ask(old);
		else await read(['/', '/units/find?q=na', '/matters', '/file', `/m/${old?.code}`][below(5)]);
	}
};
// Megabytes that must lie somewhere: what a draft is given. The larger ones come when the limit has come.
const uploader = async () => {
	while (!stopping) {
		try { await new Person(() => server).prepare('Xem tệp', Array.from({ length: limited ? 3 : 1 }, () => ({ name: 'lon.txt', bytes: Buffer.alloc(limited ? 9e6 : 1e6, 'Đường hỏng. ') }))); } catch { /* refused or dropped */ }
		await sleep(10);
	}
};

// ---- the two limits, each with how it is taken away
const prlimit = bytes => {
	const done = spawnSync('prlimit', ['--pid', String(server.pid), `--data=${bytes}:unlimited`], { encoding: 'utf8' });
	if (done.status !== 0 && server.exitCode === null && server.signalCode === null) give_up(`prlimit: ${done.stderr}`);
};
const status_of = name => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) * 1024;
const narrow_data = room => {
	prlimit(status_of('VmData') + room);
	return () => prlimit('unlimited');
};
const group = `/sys/fs/cgroup/memory/danvan-limit-${process.pid}`;
const has_group = (() => { try { mkdirSync(group); return existsSync(join(group, 'memory.limit_in_bytes')); } catch { return false; } })();
at_end(() => { try { rmdirSync(group); } catch { /* never made, or somebody is still in it */ } });
const narrow_memory = () => {
	const value = name => join(group, name);
	writeFileSync(value('cgroup.procs'), String(server.pid));
	// counts what it takes from now on; refused where more than that is held already
	for (let bytes = 2e5 + below(3e6), narrow = false; !narrow; bytes *= 2)
		try { writeFileSync(value('memory.limit_in_bytes'), String(bytes)); narrow = true; } catch (e) { if (e.code !== 'EBUSY') throw e; }
	return () => writeFileSync(value('memory.limit_in_bytes'), '-1');
};

let ended = 0, by_group = 0;
const felt = () => tally.refused + tally.dropped + ended > 0;
for (let i = 0; i < rounds || (!felt() && i < rounds + 30); i++) { // what memory the server holds in store is nobody's to say: on until a limit was felt
	stopping = false;
	const people = [...Array.from({ length: clients }, client), ...Array.from({ length: uploaders }, uploader)];
	await sleep(150 + below(200));
	const grouped = has_group && i % 3 === 2, let_go = grouped ? narrow_memory() : narrow_data(below(2) * below(4e6));
	by_group += grouped;
	limited = true;
	await sleep(500 + below(700));
	let_go();
	limited = false;
	await sleep(50);
	stopping = true;
	await Promise.all(people);
	const gone = server.exitCode !== null || server.signalCode !== null;
	if (gone) {
		const end = await server.over;
		ended++;
		// out of memory ends the process by design (arena.h), and so do libmicrohttpd and, with the group, the system
		if (end.signal !== 'SIGABRT' && !(grouped && end.signal === 'SIGKILL')) give_up(`round ${i}: the server ended with ${JSON.stringify(end)}`);
		server = await start(env, '--publish', 'now');
	}
	if (await file() !== 201) give_up(`round ${i}: with memory again the next filing is not taken`);
}
for (const one of asked) if (!one.code && await ask(one) !== 201) give_up(`${one.key} is not taken at the end`);
await stop(server);
const verified = verify_and_judge(env, folder, log, vkey);
if (!felt()) give_up('no limit was ever felt');
console.log(`limit: ${rounds} rounds (${by_group} by a control group); meanwhile ${tally.answered} answered, ${tally.refused} refused in words, ${tally.dropped} dropped, ${ended} ends of the process; ` +
	`the next request served each time; verify db: ${verified}; seed ${seed}`);
finish(0);
