// order.mjs - big orders that are being applied, killed with SIGKILL at random instants: each is there whole, or not at all, and the database is clean.
//
// Usage: node tests/fault/order.mjs   (DANVAN: the binary; DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests; KILLS: 6; SEED; KEEP=1 keeps the folder)
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { engine, finish, give_up, init, make_database, make_folder, must, number_given, random, run_beside, seed, variables_of } from './house.mjs';

const kills = number_given('KILLS', 6), units = 200;
const folder = make_folder(), env = variables_of(folder, make_database(folder).url, { DANVAN_CLOCK: '2026-11-23T09:41:07+07:00' });
console.log(`order: ${engine}, ${kills} kills, seed ${seed}`);
const say = (...words) => must(env, words);
must(env, init);

// The n-th order makes its own communes, so that every one that is there can be told from all others.
const code = (n, i) => String(40000 + n * units + i);
const order = n => {
	const file = join(folder, `o-${n}.yaml`);
	const parts = Array.from({ length: units }, (_, i) => `  - create: { name: "Đất ${n} ${i}", type: xa, code: "${code(n, i)}", parent: "19" }\n`);
	writeFileSync(file, `order: o-${n}\ntitle: { vi: Thử, en: Trial }\nbasis: ${n}/NQ\neffective: 2028-01-01\nparts:\n${parts.join('')}`);
	return file;
};
const made_by = n => say('unit', 'list', '--under', '19', '--level', 'xa', '--on', '2028-01-01').split('\n')
	.filter(line => Number(line.slice(0, 5)) >= 40000 + n * units && Number(line.slice(0, 5)) < 40000 + (n + 1) * units).length;
const is_listed = n => say('order', 'list').split('\n').some(line => line.split('\t')[1] === `o-${n}`);
const apply = (n, after) => run_beside(env, ['order', 'apply', order(n)], child => {
	if (after === null) return;
	const timer = setTimeout(() => child.kill('SIGKILL'), after);
	child.on('exit', () => clearTimeout(timer));
});

const began = Date.now();
const first = await apply(0, null);
const whole = Date.now() - began;
if (first.code !== 0 || made_by(0) !== units) give_up('an order that nobody kills is not applied');
let killed = 0, there = 1;
for (let n = 1; n <= kills; n++) {
	const end = await apply(n, random() * whole * 1.6);
	const made = made_by(n), listed = is_listed(n);
	if (made !== (listed ? units : 0)) give_up(`order ${n}, ended by ${end.signal ?? end.code}: ${made} of ${units} units, ${listed ? 'listed' : 'not listed'}`);
	if (end.signal === null && end.code === 0 && !listed) give_up(`order ${n} was said to be applied and is not there`);
	killed += end.signal === 'SIGKILL';
	there += listed;
}
say('verify', 'db');
if (is_listed(1) === false && (await apply(1, null)).code !== 0) give_up('an order that was killed can not be applied afterwards');
console.log(`order: ${killed} killed, ${there} orders there whole, an apply took ${whole} ms`);
finish(0);
