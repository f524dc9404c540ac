// rollback.mjs - old copies of a ledger are brought back: the database alone, with the checkpoint beside the key, with another key, and one copy under two writers at once.
// What contradicts the checkpoint is refused; the whole machine of some earlier day is found by any one receipt that is newer.
//
// Usage: node tests/fault/rollback.mjs   (DANVAN; AGES=6) Files are copied, so it is about SQLite; tests/flow/cli_keep.sh restores backups on both engines.
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as house from './house.mjs';

const { give_up, matter_words, post_matter } = house;
const ages = house.number_given('AGES', 6), folder = house.make_folder(), live = join(folder, 'live');
const variables = house.variables_of(live, `sqlite:${join(live, 'danvan.db')}`);
const run = (args, more) => house.run({ ...variables, ...more }, args), must = args => house.must(variables, args);
const filing = (words, receipt) => house.filing(words, ...receipt ? ['--receipt', receipt] : []);
const keep = name => { rmSync(join(folder, name), { recursive: true, force: true }); cpSync(live, join(folder, name), { recursive: true }); };
// the live folder as it was on that day; `now` keeps what lies beside the key
const bring_back = (name, what) => {
	const state = join(folder, 'now.state');
	if (what === 'database') cpSync(join(live, 'state'), state, { recursive: true });
	rmSync(live, { recursive: true });
	cpSync(join(folder, name), live, { recursive: true });
	if (what === 'database') {
		rmSync(join(live, 'state'), { recursive: true });
		cpSync(state, join(live, 'state'), { recursive: true });
		rmSync(state, { recursive: true });
	}
};
// an older copy is told to be one, and nothing else about it is wrong
const entries = () => {
	const looked = run(['verify', 'db', '--json']);
	if (looked.status !== 1 || !house.is_only_older(looked.stdout)) give_up(`verify db of an older copy: ${looked.status} ${looked.stdout}${looked.stderr}`);
	return JSON.parse(looked.stdout).size;
};
const together = (receipts, ledger) => {
	const place = join(folder, 'together');
	rmSync(place, { recursive: true, force: true });
	mkdirSync(place);
	receipts.forEach((path, i) => cpSync(path, join(place, `${i}.tlog-proof`)));
	return run(['verify', 'receipts', place, '--vkey', vkey, ...ledger ? ['--ledger', ledger] : []]);
};

mkdirSync(live);
const vkey = must(house.init).trim();
const receipts = [];
for (let i = 0; i < ages; i++) {
	keep(`age.${i}`);
	receipts.push(join(folder, `receipt.${i}`));
	must(filing(`Cầu số ${i} hỏng.`, receipts[i]));
}
keep('present');
let refused = 0, found = 0;
if (together(receipts).status !== 0) give_up('the receipts do not fit before anything was done');

for (let i = 0; i < ages; i++) {
	// the database alone: it may be read, and nothing is appended, by a command or by a server
	bring_back(`age.${i}`, 'database');
	const size = entries(), late = run(filing('Không được.', join(folder, 'never')));
	if (late.status !== 1 || existsSync(join(folder, 'never'))) give_up(`age ${i}: a filing on an older database ends with ${late.status}`);
	if (!/\d/.test(late.stderr)) give_up(`age ${i}: it does not say how much is lost: ${late.stderr}`);
	if (run(['ledger', 'adopt']).status !== 1 || entries() !== size) give_up(`age ${i}: an older database was adopted`);
	refused++;

	// the whole folder, as a snapshot of the machine brings it back: it goes on, and any one newer receipt shows it
	bring_back(`age.${i}`, 'folder');
	const other = join(folder, `other.${i}`);
	const shown = join(folder, `shown.${i}`);
	must(filing('Lịch sử khác.', other));
	must(['ledger', 'export', shown, '--now']);
	// held against what is shown now, while that is still shorter and, in half of the cases, when it has grown longer
	if (i % 2) {
		for (let n = i; n < ages; n++) must(filing(`Lịch sử khác, ${n}.`));
		must(['ledger', 'export', shown, '--now']);
	}
	if (together([other], shown).status !== 0) give_up(`age ${i}: the other history does not fit itself`);
	const newer = together([receipts[i], receipts[ages - 1]].slice(i === ages - 1 ? 1 : 0), shown);
	if (newer.status !== 1) give_up(`age ${i}: a newer receipt does not show it: ${newer.stdout}${newer.stderr}`);
	// two receipts of one size need nothing else
	const same = together([receipts[i], other]);
	if (same.status !== 1 || !(same.stdout + same.stderr).includes('two different histories')) give_up(`age ${i}: two histories are not told: ${same.stdout}${same.stderr}`);
	found++;
	bring_back('present', 'folder');
}

// another key: whoever has it cannot go on
const stranger = join(folder, 'stranger');
mkdirSync(stranger);
const theirs = run(house.init, { HOME: stranger, XDG_STATE_HOME: join(stranger, 'state'), DANVAN_DB: `sqlite:${join(stranger, 'danvan.db')}` });
if (theirs.status !== 0) give_up(`init of a stranger: ${theirs.stderr}`);
const key = readdirSync(join(stranger, 'state/danvan')).find(name => name.endsWith('.key'));
const wrong = run(filing('Sai khóa.'), { DANVAN_KEY: join(stranger, 'state/danvan', key) });
if (wrong.status !== 1 || !wrong.stderr.includes('key')) give_up(`another key: ${wrong.status} ${wrong.stdout}${wrong.stderr}`);
refused++;

// one copy under two servers that share the key's folder: whoever is second is refused for good, whatever the order
cpSync(join(live, 'danvan.db'), join(live, 'copy.db'));
const servers = await Promise.all(['danvan.db', 'copy.db'].map(db => house.start(variables, '--db', `sqlite:${join(live, db)}`)));
const ask = async (server, n) => {
	const answer = await post_matter(server, `two-${n}`, matter_words(`Hai nơi ${n}.`, {}));
	return { status: answer.status, said: await answer.json() };
};
const signed = [[], []];
for (let n = 0; n < 8; n++)
	(await Promise.all(servers.map(server => ask(server, n)))).forEach(({ status, said }, which) => { if (status === 201) signed[which].push(said.receipt); });
if (signed[0].length > 0 && signed[1].length > 0) give_up(`both copies have signed: ${signed[0].length} and ${signed[1].length} receipts`);
if (signed[0].length + signed[1].length === 0) give_up('neither copy goes on');
refused += 8;
if (servers.some(server => server.exitCode !== null)) give_up(`a server ended by itself: ${servers.map(server => server.said)}`);

console.log(`rollback: ${ages} ages: the database alone refused each time, the whole folder found by one receipt ${found} times; another key refused; of two servers on copies one alone signed ` +
	`(${signed[0].length} and ${signed[1].length} receipts); ${refused} refusals, 0 contradicting checkpoints but those of the snapshots`);
house.finish(0);
