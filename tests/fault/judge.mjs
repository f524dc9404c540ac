// judge.mjs - how fast check.mjs judges, and that it sees each kind of fault in a history that it did not help to make: a ledger with receipts is made here by the specifications
// (C2SP tlog-tiles, tlog-proof, signed-note; RFC 6962), as big as is wanted, and what many clients would have been told of it.
//
// Usage: node tests/fault/judge.mjs   (OPERATIONS=20000; SEED; SECONDS=60: what judging a million operations may take of CPU, looked at from 100,000 operations on)
import { spawnSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { below, finish, give_up, make_folder, number_given, random, seed } from './house.mjs';

const operations = number_given('OPERATIONS', 20000), seconds = number_given('SECONDS', 60), clients = 1000;
const folder = make_folder(), ledger = join(folder, 'ledger'), log = join(folder, 'history.jsonl'), origin = 'demo.test/ledger';
const sha = (...parts) => { const hash = createHash('sha256'); parts.forEach(part => hash.update(part)); return hash.digest(); };
const zero = Buffer.from([0]), one = Buffer.from([1]);

// ---- the key
const secret = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha(`key ${seed}`)]), format: 'der', type: 'pkcs8' });
const key = Buffer.concat([one, createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(12)]);
const id = sha(origin, '\n', key).subarray(0, 4), vkey = `${origin}+${id.toString('hex')}+${key.toString('base64')}`;

// ---- the tree: hashes of whole subtrees; levels[0] are the leaves
const levels = [[]], tile = { entries: [], number: 0 };
const subtree = (from, to) => { // RFC 6962 section 2.1
	const size = to - from, level = Math.log2(size);
	if (Number.isInteger(level) && levels[level]?.[from / size]) return levels[level][from / size];
	const half = 2 ** Math.ceil(level - 1);
	return sha(one, subtree(from, from + half), subtree(from + half, to));
};
const path_of = (index, from, to) => {
	if (to - from === 1) return [];
	const half = from + 2 ** Math.ceil(Math.log2(to - from) - 1);
	return index < half ? [...path_of(index, from, half), subtree(half, to)] : [...path_of(index, half, to), subtree(from, half)];
};
const write_tile = () => {
	const digits = String(Math.floor(tile.number)).padStart(Math.ceil(String(tile.number).length / 3) * 3, '0').match(/.../g);
	const name = digits.map((d, i) => i < digits.length - 1 ? `x${d}` : d).join('/'), width = tile.entries.length;
	const path = join(ledger, 'tile/entries', width < 256 ? `${name}.p/${width}` : name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, Buffer.concat(tile.entries.flatMap(e => [Buffer.from([e.length >> 8, e.length & 255]), e])));
	tile.entries = [];
	tile.number++;
};
const append = entry => {
	const bytes = Buffer.from(JSON.stringify(entry));
	levels[0].push(sha(zero, bytes));
	for (let level = 0; levels[level].length % 2 === 0; level++) {
		const pair = levels[level];
		(levels[level + 1] ??= []).push(sha(one, pair[pair.length - 2], pair[pair.length - 1]));
	}
	tile.entries.push(bytes);
	if (tile.entries.length === 256) write_tile();
	return bytes;
};
const checkpoint = () => {
	const size = levels[0].length, text = `${origin}\n${size}\n${subtree(0, size).toString('base64')}\n`;
	return `${text}\n— ${origin} ${Buffer.concat([id, sign(null, Buffer.from(text), secret)]).toString('base64')}\n`;
};

// ---- what clients do and are told
const file = openSync(log, 'w');
let lines = [], op = 0;
const flush = () => { writeSync(file, lines.join('')); lines = []; };
const note = row => { lines.push(`${JSON.stringify(row)}\n`); if (lines.length === 4096) flush(); };
const word = (n, of) => sha(`${of} ${seed} ${n}`).toString('hex').toUpperCase().slice(0, 12);
const day = () => `2026-${String(1 + Math.floor(op * 12 / (operations + 1))).padStart(2, '0')}-15`;
const filed = n => ({ by: { role: 'author', via: 'api' }, channel: 'api', clocks: [{ name: 'answer', what: 'started' }, { name: 'transfer', what: 'started' }], commit: sha(`commit ${n}`).toString('hex'), day: day(),
	kind: 'matter.filed', matter: word(n, 'code'), place: 'vn-02155-20250701', procedure: 'phan-anh-kien-nghi', status: 'open', to: 'received', unit: 'org-vn-02155-20250701-ubnd', v: 1 });
const answered = []; // some of what was told, to be told again
const group = () => {
	const size = 1 + below(60), made = [];
	for (let i = 0; i < size && op < operations; i++) {
		const n = levels[0].length;
		note({ op: op++, client: below(clients), what: 'invoke', key: `k${n}` });
		made.push({ n, entry: append(filed(n)) });
	}
	const signed = checkpoint(), whole = levels[0].length;
	for (const { n, entry } of made) {
		const extra = Buffer.from(JSON.stringify({ entry: entry.toString('base64') })).toString('base64');
		const receipt = `c2sp.org/tlog-proof@v1\nextra ${extra}\nindex ${n}\n${path_of(n, 0, whole).map(p => `${p.toString('base64')}\n`).join('')}\n${signed}`;
		const ok = { what: 'ok', key: `k${n}`, code: word(n, 'code'), private: word(n, 'key'), receipt };
		note({ op, ...ok });
		if (answered.length < 5000 || random() < 0.01) answered[below(5000)] = ok;
	}
	return signed;
};
const told = () => answered[below(answered.length)] ?? answered.find(Boolean);
const moved = new Set();
mkdirSync(ledger);
append({ day: '2026-01-01', kind: 'ledger.start' });
for (let signed = group(); op < operations;) {
	const what = random(), old = told();
	if (what < 0.5) signed = group();
	for (let i = below(12); i > 0 && op < operations; i--) note({ op: op++, client: below(clients), what: 'read', code: told().code, status: 200 });
	for (let i = below(4); i > 0 && op < operations; i--) { note({ op: op++, what: 'invoke', key: old.key }); note({ op, ...old }); }
	if (what > 0.3) note({ op: op++, client: below(clients), what: 'head', note: signed });
	if (what > 0.8 && !moved.has(old.code)) {
		moved.add(old.code);
		note({ op: op++, what: 'move', code: old.code });
		note({ op, what: 'moved', code: old.code, entry: levels[0].length });
		append({ day: day(), kind: 'matter.step', matter: old.code, step: 'withdraw' });
		signed = checkpoint();
	}
}
flush();
closeSync(file);
if (tile.entries.length) write_tile();
writeFileSync(join(ledger, 'checkpoint'), checkpoint());

// ---- judged
const began = performance.now();
const judge = spoil => spawnSync('node', ['--max-old-space-size=12000', join(dirname(fileURLToPath(import.meta.url)), 'check.mjs'), log, ledger, vkey, ...spoil], { encoding: 'utf8' });
const judged = judge([]), took = (performance.now() - began) / 1000, cpu = Number(/([\d.]+) s of CPU/.exec(judged.stdout)?.[1]), a_million = cpu * 1e6 / op;
process.stdout.write(judged.stdout);
process.stderr.write(judged.stderr);
if (judged.status !== 0) give_up('a history that fits was refused');
if (op >= 1e5 && a_million > seconds) give_up(`judging takes ${a_million.toFixed(0)} s of CPU a million operations`);
if (op < 1e5) for (const spoil of ['lost', 'doubled', 'altered', 'forked', 'back', 'older', 'split', 'unmoved', 'changed'])
	if (judge([spoil]).status !== 1) give_up(`the judge did not see that a filing was ${spoil}`);
console.log(`judge: ${op} operations judged in ${took.toFixed(1)} s, ${cpu} s of CPU, ${a_million.toFixed(0)} s of it a million; seed ${seed}`);
finish(0);
