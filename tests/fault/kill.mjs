// kill.mjs - a real server under clients that file, look and send files along, and commands that file and move, killed with SIGKILL at random instants, also while it starts, and in every
// eighth round when SQLite's log has just become so long that it is being carried into the database. Judged by check.mjs.
//
// Usage: node tests/fault/kill.mjs   (DANVAN: the binary; DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; KILLS: 20; SEED: the clock's; KEEP=1 keeps the folder)
import { spawnSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { below, engine, filing, finish, give_up, init, make_database, make_folder, matter_words, must, number_given, post_matter, random, run_beside, seed, serve, sleep, stop,
	variables_of } from './house.mjs';
import { Person } from './person.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const kills = number_given('KILLS', 20), clients = 12, senders_most = 4;
const folder = make_folder(), log = join(folder, 'history.jsonl'), database = make_database(folder), env = variables_of(folder, database.url);
const LONG = 8000 * 4120; // bytes of a log of LOG_LONG_PAGES (src/store/engine.h)
console.log(`kill: ${engine}, ${kills} kills, seed ${seed}`);
const vkey = must(env, init).trim();

// ---- the history: what was asked, what was answered
const note = row => appendFileSync(log, JSON.stringify(row) + '\n');
const asked = []; // { key, body, acked }
let operations = 0, server = null, stopping = false;
const starts = [], starts_long = []; // milliseconds from a kill's next start to its "ready"; where the log was long
let was_long = false;

// Nothing else of this test runs meanwhile: who filed has had an end of it, and commands have ended.
const begin = () => {
	const began = performance.now(), list = was_long ? starts_long : starts;
	server = serve(env, '--publish', 'now');
	server.ready.then(is_up => { if (is_up) list.push(performance.now() - began); });
	server.over.then(() => appendFileSync(join(folder, 'server.err'), server.said));
};
const begin_and_wait = async () => {
	begin();
	if (!await server.ready) give_up(`the server did not start: ${JSON.stringify(await server.over)}`);
};

const ask = async (one, client) => {
	const op = operations++;
	note({ op, client, what: 'invoke', key: one.key });
	try {
		const answer = await post_matter(server, one.key, one.body, { ms: 8000 });
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
		const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/matters/${one.acked}`, { signal: AbortSignal.timeout(8000) });
		await answer.text();
		if (answer.status < 500) note({ op, client, what: 'read', code: one.acked, status: answer.status });
	} catch { /* killed meanwhile */ }
};

// What everybody can see: the published checkpoint.
const look = async client => {
	try {
		const answer = await fetch(`http://127.0.0.1:${server.port}/ledger/checkpoint`, { signal: AbortSignal.timeout(8000) });
		const text = await answer.text();
		if (answer.status === 200) note({ op: operations++, client, what: 'head', note: text });
		return answer.status;
	} catch { return 0; }
};

const file = client => {
	const one = { key: `k${seed}-${asked.length}`, acked: null, body: matter_words(`Cầu số ${asked.length} hỏng`) };
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
const command_line = async () => {
	const receipt = join(folder, `receipt.${by_hand++}`), op = operations++;
	note({ op, what: 'invoke', key: receipt });
	const { code, out, err } = await run_beside(env, filing('Từ dòng lệnh', '--receipt', receipt));
	if (code === 0) note({ op, what: 'ok', key: receipt, code: out.split(' ')[0], private: out.split(' ')[1]?.trim(), receipt: readFileSync(receipt, 'utf8') });
	else note({ op, what: existsSync(receipt) ? 'unknown' : 'fail', key: receipt, why: err.trim(), by_hand: true });
};

// A third: somebody withdraws a matter with its key, in a process that is killed every other time.
const movers = new Set();
const move = async () => {
	const one = asked.filter(a => a.acked && !a.moved).at(-1), op = operations++;
	if (!one) return;
	one.moved = true;
	note({ op, what: 'move', code: one.acked });
	let mover;
	const { code, out } = await run_beside(env, ['matter', 'do', one.acked, 'withdraw', '--key', one.private], child => { mover = child; movers.add(child); });
	movers.delete(mover);
	note(code === 0 ? { op, what: 'moved', code: one.acked, entry: Number(out) } : { op, what: 'move unknown', code: one.acked });
};

// ---- somebody who files by the pages and sends files along; goes on after the kill where the answers stopped
const senders = []; // { key, person, files, hashes, given_up, sent, acked, busy }
const hash = bytes => createHash('sha256').update(bytes).digest('hex');
// Letters that follow from the seed; no page is like another.
const letters = (number, size) => {
	const key = Buffer.alloc(16), at = Buffer.alloc(16);
	key.writeUInt32BE(seed >>> 0);
	at.writeUInt32BE(number);
	return Buffer.from(createCipheriv('aes-128-ctr', key, at).update(Buffer.alloc(Math.ceil(size * 3 / 4))).toString('base64').slice(0, size));
};
let files_made = 0;
const sender_new = big => {
	const files = Array.from({ length: big ? 3 : 1 + below(3) }, (_, n) => ({ name: `tep-${n}.txt`, bytes: letters(files_made++, big ? 3e6 : 1 + below(200000)) }));
	return { key: `pages-${seed}-${senders.length}-${files_made}`, person: new Person(() => server), files, hashes: files.map(f => hash(f.bytes)) };
};
const got_receipt = (one, receipt, op) => {
	one.acked = receipt;
	note({ op, what: 'ok', key: one.key, code: receipt.code, private: receipt.key, receipt: receipt.proof });
	one.hashes.forEach((sha256, n) => note({ what: 'attached', code: receipt.code, number: n + 1, sha256 }));
	one.files = null;
};
const send_along = async big => {
	let one = senders.find(s => !s.acked && !s.busy && !s.given_up);
	if (!one) senders.push(one = sender_new(big));
	const op = operations++;
	one.busy = true;
	try {
		if (!await one.person.prepare(`Cầu hỏng, xem ${one.hashes.length} tệp (${one.key})`, one.files)) {
			one.given_up = true;
			one.files = null;
			return true;
		}
		if (!one.sent) note({ op, what: 'invoke', key: one.key });
		one.sent = true;
		let receipt = await one.person.receipt();
		if (!receipt) {
			const { status } = await one.person.send();
			if (status !== 303) throw new Error(`the last page is answered with ${status}`);
			receipt = await one.person.receipt();
		}
		if (receipt) got_receipt(one, receipt, op);
		else one.why = 'it has no receipt';
	} catch (e) {
		one.why = e.message;
		if (e.is_lost && one.person.at > 0) give_up(`what ${one.key} typed was kept and is gone: ${e.message}`);
	} finally {
		one.busy = false;
	}
	if (one.sent && !one.acked) note({ op, what: 'unknown', key: one.key });
	return one.acked;
};
const sender = async big => { while (!stopping && await send_along(big)); };
// What was sent along, fetched with the key by somebody else.
const fetch_files = async one => {
	const other = new Person(() => server);
	await other.open(one.acked.code, one.acked.key);
	for (let n = 1; n <= one.hashes.length; n++) {
		const { status, bytes } = await other.file(one.acked.code, n);
		note({ op: operations++, what: 'file', code: one.acked.code, number: n, status, sha256: hash(bytes) });
	}
};

// Until SQLite's log is long, and then some time in which it is carried into the database.
const log_size = () => { try { return statSync(`${database.file}-wal`).size; } catch { return 0; } };
let long_logs = 0, carrying = 0;
const wait_until_long = async () => {
	const until = Date.now() + 8000;
	while (log_size() < LONG && Date.now() < until) await sleep(5);
	await sleep(below(300));
};
const count_long = () => {
	was_long = database.file !== undefined && log_size() >= LONG;
	long_logs += was_long;
	carrying += was_long && Date.now() - statSync(database.file).mtimeMs < 20; // only who carries writes to the database itself
};

let at_start = 0;
for (let i = 0; i < kills; i++) {
	stopping = false;
	const heavy = i % 8 === 7, early = !heavy && random() < 0.3;
	if (early) {
		begin();
		await sleep(below(80));
		server.kill('SIGKILL');
		at_start++;
		const end = await server.over;
		if (end.signal !== 'SIGKILL') give_up(`the server did not start: ${JSON.stringify(end)}`);
		continue;
	}
	await begin_and_wait();
	const people = [...Array.from({ length: clients }, (_, n) => client(n)), ...Array.from({ length: senders_most }, () => sender(heavy))];
	const hand = i % 3 === 0 ? command_line() : null;
	await sleep(60 + below(250));
	const moving = move();
	await (heavy && engine === 'sqlite' ? wait_until_long() : sleep(below(heavy ? 2000 : 250)));
	server.kill('SIGKILL');
	count_long();
	if (random() < 0.5) for (const child of movers) child.kill('SIGKILL');
	stopping = true;
	await server.over;
	await Promise.all(people);
	await hand;
	await moving;
}

// ---- the end: every doubtful one is sent again and must have its one true answer
await begin_and_wait();
for (const one of asked)
	if (!one.acked || random() < 0.2)
		if (await ask(one, 'end') !== 201) give_up(`${one.key} was not taken at the end`);
for (const one of asked) await read(one, 'end');
for (const one of senders) while (!one.acked && !one.given_up) if (!await send_along()) give_up(`${one.key} was kept as a draft and was not taken at the end: ${one.why}`);
const sent = senders.filter(s => s.acked);
for (const one of sent) await fetch_files(one);
await look(0);
await stop(server);
const verified = must(env, ['verify', 'db']);
must(env, ['ledger', 'export', join(folder, 'ledger'), '--now']);

const judge = args => spawnSync('node', [join(here, 'check.mjs'), log, join(folder, 'ledger'), vkey, ...args], { encoding: 'utf8' });
const judged = judge([]);
process.stdout.write(judged.stdout);
process.stderr.write(judged.stderr);
const times = list => {
	const sorted = list.map(Math.round).sort((a, b) => a - b);
	return sorted.length ? `${sorted[sorted.length >> 1]} ms (median), ${sorted.at(-1)} ms (longest)` : '-';
};
console.log(`kill: ${kills} kills (${at_start} while starting, ${long_logs} with a long log, ${carrying} of these while it was carried), ready again after ${times(starts)}, ` +
	`after a long log ${times(starts_long)}; ${sent.length} filings with ${sent.reduce((n, s) => n + s.hashes.length, 0)} files; verify db: ${verified.trim()}`);
if (judged.status !== 0) give_up('the history does not fit');
// a judge that lets everything pass is none: each spoiled history must be refused
for (const spoil of ['lost', 'doubled', 'altered', 'forked', 'back', 'older', 'split', 'unmoved', 'changed'])
	if (judge([spoil]).status === 0) give_up(`the judge did not see that a filing was ${spoil}`);
finish(0);
