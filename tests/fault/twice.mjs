// twice.mjs - the same filing sent 2 to 50 times at once with one idempotency key, over kills of the server: it is filed once, and everybody gets the same answer, byte for byte.
//
// Usage: node tests/fault/twice.mjs   (DANVAN, DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; KEYS=60; SEED; one kill in eight keys)
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { below, engine, finish, give_up, init, make_database, make_folder, matter_words, must, number_given, post_matter, seed, sleep, start, stop, variables_of } from './house.mjs';

const keys = number_given('KEYS', 60), folder = make_folder(), env = variables_of(folder, make_database(folder).url);
console.log(`twice: ${engine}, ${keys} keys, seed ${seed}`);
must(env, init);

let server = null;
const body = key => matter_words(`Cầu ${key} hỏng`);
// 201: the answer; null: not known (killed, or told so); else a fault
const ask = async (key, words = body(key)) => {
	try {
		const answer = await post_matter(server, key, words);
		const said = await answer.text();
		// 409: the same one is being taken just now; 503: in doubt
		return answer.status === 201 ? said : answer.status === 409 || answer.status === 503 ? null : { status: answer.status, said };
	} catch { return null; }
};

server = await start(env);
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
	if (deadly) { await server.over; server = await start(env); }
	const last = await ask(key);
	if (typeof last !== 'string') give_up(`${key} is not answered in the end: ${JSON.stringify(last)}`);
	answers.add(last);
	if (answers.size !== 1) give_up(`${key} has ${answers.size} answers: ${[...answers].join('\n')}`);
	const other = await ask(key, body('khác'));
	if (other?.status !== 422) give_up(`${key} with other words: ${JSON.stringify(other)}`);
}
await stop(server);
must(env, ['verify', 'db']);
const out = join(folder, 'ledger');
must(env, ['ledger', 'export', out, '--now']);
const filed = spawnSync('sh', ['-c', `cat $(find "${out}/tile/entries" -type f) | grep -a -o '"kind":"matter.filed"' | wc -l`], { encoding: 'utf8' }).stdout.trim();
if (Number(filed) !== keys) give_up(`${filed} filings for ${keys} keys`);
console.log(`twice: ${engine}, ${keys} keys sent ${asked} times at once, ${told} answered, ${kills} kills; ${filed} filings, one answer a key; seed ${seed}`);
finish(0);
