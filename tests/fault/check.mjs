// check.mjs - judges a history of filings against the ledger that is left: does what clients saw fit one order of events? Shares no code with danvan.
//
// Usage: node check.mjs HISTORY.jsonl LEDGER-FOLDER VKEY [lost|doubled|altered|forked|back|older|split|unmoved|changed]   The last word spoils the history first: the judge must then refuse it.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [log, folder, vkey, spoil] = process.argv.slice(2);
const rows = readFileSync(log, 'utf8').trim().split('\n').map(line => JSON.parse(line));
const faults = [];
const fault = what => { if (faults.length < 20) faults.push(what); };

// ---- the ledger: RFC 6962 over the entries of the tiles
const sha = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaf = bytes => sha(Buffer.from([0]), bytes);
const node = (left, right) => sha(Buffer.from([1]), left, right);
// The root of the first n leaves, for every n: what is whole so far stands in `peaks`, the largest first.
const roots_of = leaves => {
	const roots = [sha(Buffer.alloc(0))], peaks = [];
	leaves.forEach((hash, i) => {
		for (let n = i; n & 1; n >>= 1) hash = node(peaks.pop(), hash);
		peaks.push(hash);
		roots.push(peaks.reduceRight((right, left) => node(left, right)));
	});
	return roots;
};
const files = path => readdirSync(path).flatMap(name => statSync(join(path, name)).isDirectory() ? files(join(path, name)) : [join(path, name)]);
const tile_number = path => Number(path.replace(/.*tile\/entries\//, '').replace(/\.p\/.*/, '').replace(/[x/]/g, ''));
const entries = files(join(folder, 'tile/entries')).sort((a, b) => tile_number(a) - tile_number(b)).flatMap(path => {
	const bytes = readFileSync(path), list = [];
	for (let at = 0; at < bytes.length;) {
		const length = bytes.readUInt16BE(at);
		list.push(bytes.subarray(at + 2, at + 2 + length));
		at += 2 + length;
	}
	return list;
});

// ---- notes and receipts, by their specifications
const [origin, id, key64] = [vkey.slice(0, vkey.indexOf('+')), ...vkey.slice(vkey.indexOf('+') + 1).split(/\+(.*)/s)];
const raw_key = Buffer.from(key64, 'base64').subarray(1);
const public_key = createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw_key]), format: 'der', type: 'spki' });
const seen_notes = new Map(); // a group shares its checkpoint
const checkpoint_of = note => {
	if (!seen_notes.has(note)) seen_notes.set(note, read_checkpoint(note));
	return seen_notes.get(note);
};
const read_checkpoint = note => {
	const split = note.indexOf('\n\n'), text = note.slice(0, split + 1);
	const line = note.slice(split + 2).split('\n').find(l => l.startsWith(`— ${origin} `));
	const signature = line && Buffer.from(line.slice(`— ${origin} `.length), 'base64');
	const [name, size, hash] = text.split('\n');
	const good = signature && name === origin && signature.subarray(0, 4).toString('hex') === id && verify(null, Buffer.from(text), public_key, signature.subarray(4));
	return { good, size: Number(size), root: Buffer.from(hash, 'base64') };
};
const included = (index, size, hash, path) => { // RFC 9162 section 2.1.3.2
	let fn = index, sn = size - 1, r = hash;
	for (const p of path) {
		if (sn === 0) return null;
		if (fn & 1 || fn === sn) {
			r = node(p, r);
			while (!(fn & 1) && fn !== 0) { fn >>= 1; sn >>= 1; }
		} else r = node(r, p);
		fn >>= 1; sn >>= 1;
	}
	return sn === 0 ? r : null;
};
const receipt_of = file => {
	const split = file.indexOf('\n\n'), lines = file.slice(0, split).split('\n');
	const extra = JSON.parse(Buffer.from(lines[1].slice('extra '.length), 'base64'));
	return { head: lines[0], entry: Buffer.from(extra.entry, 'base64'), index: Number(lines[2].slice('index '.length)),
		path: lines.slice(3).map(l => Buffer.from(l, 'base64')), checkpoint: checkpoint_of(file.slice(split + 2)) };
};

// ---- spoiling, to see the judge at work
const oks = rows.filter(r => r.what === 'ok');
const middle = oks[oks.length >> 1];
if (spoil === 'lost') entries.splice(receipt_of(middle.receipt).index, 1);
if (spoil === 'doubled') { const n = entries.find(e => JSON.parse(e).kind === 'matter.filed'); entries.push(Buffer.from(n.toString().replace(JSON.parse(n).matter, 'ZZZZZZZZZZZZ'))); }
if (spoil === 'altered') { const at = receipt_of(middle.receipt).index; entries[at] = Buffer.from(entries[at].toString().replace('"status":"open"', '"status":"late"')); }
if (spoil === 'forked') middle.receipt = middle.receipt.replace(/\n\n(.*)\n(\d+)\n/, (_, name, size) => `\n\n${name}\n${Number(size) + 1}\n`);
if (spoil === 'older' || spoil === 'split') {
	const heads = rows.filter(r => r.what === 'head'), size = r => Number(r.note.split('\n')[1]);
	const last = heads.at(-1), first = heads.find(r => r.client === last.client && size(r) < size(last));
	if (spoil === 'older' && first) rows.push({ ...first });
	else if (last) rows.push({ ...last, note: last.note.replace(/\n.{8}/, x => x.slice(0, -4) + 'AAAA') });
}
if (spoil === 'unmoved') { const r = rows.find(r => r.what === 'moved'); if (r) r.entry = 0; else rows.push({ what: 'moved', code: middle.code, entry: 0 }); }
if (spoil === 'changed') {
	const file = rows.find(r => r.what === 'file');
	if (file) file.sha256 = file.sha256.replace(/^../, hex => hex === '00' ? '01' : '00');
	else rows.push({ what: 'attached', code: middle.code, number: 1, sha256: '' });
}
if (spoil === 'back') rows.push({ what: 'read', code: middle.code, status: 404 });

// ---- judging
const roots = roots_of(entries.map(leaf));
const present = checkpoint_of(readFileSync(join(folder, 'checkpoint'), 'utf8'));
if (!present.good || present.size !== entries.length || !present.root.equals(roots[entries.length])) fault('the checkpoint is not that of the entries');
const filed = entries.map((e, index) => ({ index, ...JSON.parse(e) })).filter(e => e.kind === 'matter.filed');
const at_index = new Map(filed.map(e => [e.matter, e.index]));
if (at_index.size !== filed.length) fault('two filings have one code');
const by_key = new Map(), codes = new Map();
let last_day = '';
for (const e of entries) { const { day } = JSON.parse(e); if (day < last_day) fault('a day falls'); last_day = day; }
for (const ok of oks) {
	const before = by_key.get(ok.key);
	if (before && (before.code !== ok.code || before.receipt !== ok.receipt || before.private !== ok.private)) fault(`${ok.key} has two answers`);
	if (codes.has(ok.code) && codes.get(ok.code) !== ok.key) fault(`${ok.code} answers two filings`);
	codes.set(ok.code, ok.key);
	if (before) continue;
	by_key.set(ok.key, ok);
	if (!at_index.has(ok.code)) { fault(`${ok.code} was acknowledged and is lost`); continue; }
	const r = receipt_of(ok.receipt), size = r.checkpoint.size;
	if (r.head !== 'c2sp.org/tlog-proof@v1' || !r.checkpoint.good) fault(`${ok.code}: the receipt is not signed by the key`);
	else if (!included(r.index, size, leaf(r.entry), r.path)?.equals(r.checkpoint.root)) fault(`${ok.code}: the proof does not lead to its root`);
	else if (!roots[size]?.equals(r.checkpoint.root)) fault(`${ok.code}: the receipt's tree is not the beginning of the ledger`);
	if (r.index !== at_index.get(ok.code) || !entries[r.index]?.equals(r.entry)) fault(`${ok.code}: the entry is another one now`);
}
// Every key was answered in the end, so there must be as many filings as keys: none that was refused, none twice. The command line has no key to send again.
const doubtful = new Set(rows.filter(r => r.by_hand && r.what === 'unknown').map(r => r.key)).size;
if (filed.length < by_key.size || filed.length > by_key.size + doubtful) fault(`${filed.length} filings for ${by_key.size} keys that were answered`);
// What was there once is there for ever.
for (const r of rows) if (r.what === 'read' && r.status !== 200) fault(`${r.code} was filed and then not there (${r.status})`);

// What was sent along with an acknowledged filing is there, byte for byte.
const file_of = r => `${r.code}/${r.number}`, fetched = new Map(rows.filter(r => r.what === 'file').map(r => [file_of(r), r]));
for (const r of rows) if (r.what === 'attached' && fetched.get(file_of(r))?.sha256 !== r.sha256) fault(`file ${file_of(r)} was sent along and is ${fetched.has(file_of(r)) ? 'another one now' : 'lost'}`);

// A step that was acknowledged is there, once; one whose command was killed at most once.
const withdrawn = new Map();
for (const e of entries) { const { kind, matter, step } = JSON.parse(e); if (kind === 'matter.step' && step === 'withdraw') withdrawn.set(matter, (withdrawn.get(matter) ?? 0) + 1); }
for (const r of rows) {
	if (r.what === 'moved') {
		const e = entries[r.entry] && JSON.parse(entries[r.entry]);
		if (e?.matter !== r.code || e.step !== 'withdraw') fault(`${r.code} was moved by entry ${r.entry}, and that is lost`);
	}
	if (r.what === 'move' && withdrawn.get(r.code) > 1) fault(`${r.code} was moved twice`);
}
const moves = new Set(rows.filter(r => r.what === 'move').map(r => r.code));
for (const code of withdrawn.keys()) if (!moves.has(code)) fault(`${code} was moved, and nobody asked for it`);
// A published checkpoint is signed, is a beginning of the ledger, and for one client never smaller than the one before.
const largest = new Map();
for (const r of rows) {
	if (r.what !== 'head') continue;
	const c = checkpoint_of(r.note);
	if (!c.good || !roots[c.size]?.equals(c.root)) fault(`client ${r.client} saw a checkpoint of ${c.size} that is not the ledger's`);
	if (c.size < (largest.get(r.client) ?? 0)) fault(`client ${r.client} saw time go back, from ${largest.get(r.client)} entries to ${c.size}`);
	largest.set(r.client, Math.max(c.size, largest.get(r.client) ?? 0));
}

const count = what => rows.filter(r => r.what === what).length;
console.log(`check: ${count('invoke')} filings sent, ${oks.length} acknowledged, ${count('fail')} refused, ${count('unknown')} of unknown outcome, ${count('moved')} of ${count('move')} moves acknowledged, ${count('read')} readings, ${count('head')} checkpoints seen; ` +
	`${by_key.size} keys, ${filed.length} filings in ${entries.length} entries; ${by_key.size} proofs; ${faults.length} anomalies`);
for (const f of faults) console.error(`check: ${f}`);
process.exit(faults.length ? 1 : 0);
