// check.mjs - judges a history of filings against the ledger that is left: does what clients saw fit one order of events? Shares no code with danvan.
//
// Usage: node check.mjs HISTORY.jsonl LEDGER-FOLDER VKEY [lost|doubled|altered|forked|back|older|split|unmoved|changed]   The last word spoils the history first: the judge must then
// refuse it. The history is read line by line and of the ledger little more than its hashes is kept, so that ten million operations can be judged too.
import * as crypto from 'node:crypto';
import { closeSync, openSync, readFileSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [log, folder, vkey, spoil] = process.argv.slice(2);
const faults = [];
const fault = what => { if (faults.length < 20) faults.push(what); };

// ---- the history, a row a line
function* rows_of(path) {
	const file = openSync(path, 'r'), piece = Buffer.alloc(1 << 22);
	let rest = Buffer.alloc(0);
	for (let n; (n = readSync(file, piece)) > 0;) {
		const bytes = Buffer.concat([rest, piece.subarray(0, n)]);
		let at = 0;
		for (let end; (end = bytes.indexOf(10, at)) >= 0; at = end + 1) yield JSON.parse(bytes.toString('utf8', at, end));
		rest = bytes.subarray(at);
	}
	closeSync(file);
	if (rest.length) yield JSON.parse(rest.toString('utf8'));
}

// ---- RFC 6962
const sha = crypto.hash ? bytes => crypto.hash('sha256', bytes, 'buffer') : bytes => crypto.createHash('sha256').update(bytes).digest();
const pair = Buffer.alloc(65, 1);
const node = (left, right) => { left.copy(pair, 1); right.copy(pair, 33); return sha(pair); };
const leaf = bytes => { const whole = Buffer.allocUnsafe(bytes.length + 1); whole[0] = 0; bytes.copy(whole, 1); return sha(whole); };

// Every whole subtree's hash, level by level; the root of the first n leaves is folded from those that end at n.
class Tree {
	constructor() { this.levels = []; this.size = 0; this.roots = new Map([[0, sha(Buffer.alloc(0))]]); }
	put(level, place, hash) {
		const held = this.levels[level];
		if (!held || held.length < (place + 1) * 32) {
			const more = Buffer.alloc(Math.max(1 << 12, (held?.length ?? 0) * 2));
			held?.copy(more);
			this.levels[level] = more;
		}
		hash.copy(this.levels[level], place * 32);
	}
	at(level, place) { return this.levels[level].subarray(place * 32, place * 32 + 32); }
	append(hash) {
		let place = this.size++;
		this.put(0, place, hash);
		for (let level = 0; place & 1; level++) {
			place >>= 1;
			this.put(level + 1, place, node(this.at(level, 2 * place), this.at(level, 2 * place + 1)));
		}
	}
	root(n) {
		if (!(n >= 0 && n <= this.size)) return undefined;
		if (!this.roots.has(n)) {
			let root = null;
			for (let level = 0; 2 ** level <= n; level++) {
				const whole = Math.floor(n / 2 ** level);
				if (whole % 2) root = root ? node(this.at(level, whole - 1), root) : Buffer.from(this.at(level, whole - 1));
			}
			this.roots.set(n, root);
		}
		return this.roots.get(n);
	}
}
// RFC 9162 section 2.1.3.2. Where both halves are those of the tree that was built above, or those that were joined last at this level (receipts of one group share the tree's right
// border), what they make together has been hashed already.
const joined = [];
const included = (index, size, hash, path) => {
	let fn = index, sn = size - 1, r = hash;
	const join = (left, right, level, place) => {
		const known = (place + 2) * 2 ** level <= tree.size && left.equals(tree.at(level, place)) && right.equals(tree.at(level, place + 1));
		if (known) return tree.at(level + 1, place >> 1);
		const last = joined[level];
		if (last && left.equals(last.left) && right.equals(last.right)) return last.made;
		return (joined[level] = { left, right, made: node(left, right) }).made;
	};
	for (let i = 0, level = 0; i < path.length; i++) {
		if (sn === 0) return null;
		if (fn & 1 || fn === sn) {
			r = join(path[i], r, level, fn & ~1);
			while (!(fn & 1) && fn !== 0) { fn >>= 1; sn >>= 1; level++; }
		} else r = join(r, path[i], level, fn);
		fn >>= 1; sn >>= 1; level++;
	}
	return sn === 0 ? r : null;
};

// ---- the ledger: the entries of its tiles
const files = path => readdirSync(path).flatMap(name => statSync(join(path, name)).isDirectory() ? files(join(path, name)) : [join(path, name)]);
const tile_number = path => Number(path.replace(/.*tile\/entries\//, '').replace(/\.p\/.*/, '').replace(/[x/]/g, ''));
function* entries_of(place) {
	for (const path of files(join(place, 'tile/entries')).sort((a, b) => tile_number(a) - tile_number(b))) {
		const bytes = readFileSync(path);
		for (let at = 0; at < bytes.length;) {
			const length = bytes.readUInt16BE(at);
			yield bytes.subarray(at + 2, at + 2 + length);
			at += 2 + length;
		}
	}
}

// ---- notes and receipts, by their specifications
const [origin, id, key64] = [vkey.slice(0, vkey.indexOf('+')), ...vkey.slice(vkey.indexOf('+') + 1).split(/\+(.*)/s)];
const raw_key = Buffer.from(key64, 'base64').subarray(1);
const public_key = crypto.createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw_key]), format: 'der', type: 'spki' });
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
	const good = signature && name === origin && signature.subarray(0, 4).toString('hex') === id && crypto.verify(null, Buffer.from(text), public_key, signature.subarray(4));
	return { good, size: Number(size), root: Buffer.from(hash, 'base64') };
};
const receipt_of = file => {
	const split = file.indexOf('\n\n'), lines = file.slice(0, split).split('\n');
	const extra = JSON.parse(Buffer.from(lines[1].slice('extra '.length), 'base64'));
	return { head: lines[0], entry: Buffer.from(extra.entry, 'base64'), index: Number(lines[2].slice('index '.length)),
		path: lines.slice(3).map(l => Buffer.from(l, 'base64')), checkpoint: checkpoint_of(file.slice(split + 2)) };
};

// ---- spoiling, to see the judge at work
const spoiled = what => {
	const rows = [...rows_of(log)], entries = [...entries_of(folder)];
	const oks = rows.filter(r => r.what === 'ok'), middle = oks[oks.length >> 1];
	if (what === 'lost') entries.splice(receipt_of(middle.receipt).index, 1);
	if (what === 'doubled') { const n = entries.find(e => JSON.parse(e).kind === 'matter.filed'); entries.push(Buffer.from(n.toString().replace(JSON.parse(n).matter, 'ZZZZZZZZZZZZ'))); }
	if (what === 'altered') { const at = receipt_of(middle.receipt).index; entries[at] = Buffer.from(entries[at].toString().replace('"status":"open"', '"status":"late"')); }
	if (what === 'forked') middle.receipt = middle.receipt.replace(/\n\n(.*)\n(\d+)\n/, (_, name, size) => `\n\n${name}\n${Number(size) + 1}\n`);
	if (what === 'older' || what === 'split') {
		const heads = rows.filter(r => r.what === 'head'), size = r => Number(r.note.split('\n')[1]);
		const last = heads.at(-1), first = heads.find(r => r.client === last.client && size(r) < size(last));
		if (what === 'older' && first) rows.push({ ...first });
		else if (last) rows.push({ ...last, note: last.note.replace(/\n.{8}/, x => x.slice(0, -4) + 'AAAA') });
	}
	if (what === 'unmoved') { const r = rows.find(r => r.what === 'moved'); if (r) r.entry = 0; else rows.push({ what: 'moved', code: middle.code, entry: 0 }); }
	if (what === 'changed') {
		const file = rows.find(r => r.what === 'file');
		if (file) file.sha256 = file.sha256.replace(/^../, hex => hex === '00' ? '01' : '00');
		else rows.push({ what: 'attached', code: middle.code, number: 1, sha256: '' });
	}
	if (what === 'back') rows.push({ what: 'read', code: middle.code, status: 404 });
	return { rows, entries };
};

// ---- what is left
const { rows, entries } = spoil ? spoiled(spoil) : { rows: rows_of(log), entries: entries_of(folder) };
const tree = new Tree(), at_index = new Map(), withdrawn = new Map(), withdrew = new Map();
let filed = 0, last_day = '';
for (const bytes of entries) {
	const e = JSON.parse(bytes), index = tree.size;
	tree.append(leaf(bytes));
	if (e.day < last_day) fault('a day falls');
	last_day = e.day;
	if (e.kind === 'matter.filed') { at_index.set(e.matter, index); filed++; }
	if (e.kind === 'matter.step' && e.step === 'withdraw') { withdrawn.set(e.matter, (withdrawn.get(e.matter) ?? 0) + 1); withdrew.set(index, e.matter); }
}
const present = checkpoint_of(readFileSync(join(folder, 'checkpoint'), 'utf8'));
if (!present.good || present.size !== tree.size || !present.root.equals(tree.root(tree.size))) fault('the checkpoint is not that of the entries');
if (at_index.size !== filed) fault('two filings have one code');

// ---- what clients were told
const by_key = new Map(), codes = new Map(), doubtful = new Set(), moves = new Set(), largest = new Map(), attached = new Map(), fetched = new Map(), counts = new Map();
const judge_proof = (ok, r) => {
	const { good, size, root } = r.checkpoint, hash = leaf(r.entry);
	if (r.head !== 'c2sp.org/tlog-proof@v1' || !good) fault(`${ok.code}: the receipt is not signed by the key`);
	else if (!included(r.index, size, hash, r.path)?.equals(root)) fault(`${ok.code}: the proof does not lead to its root`);
	else if (!tree.root(size)?.equals(root)) fault(`${ok.code}: the receipt's tree is not the beginning of the ledger`);
	if (r.index !== at_index.get(ok.code) || !hash.equals(tree.at(0, r.index))) fault(`${ok.code}: the entry is another one now`);
};
const told = {
	ok(r) {
		const answer = sha(Buffer.from(`${r.code} ${r.private} ${r.receipt}`)).toString('latin1'), before = by_key.get(r.key);
		if (before && before !== answer) fault(`${r.key} has two answers`);
		if (codes.has(r.code) && codes.get(r.code) !== r.key) fault(`${r.code} answers two filings`);
		codes.set(r.code, r.key);
		if (before) return;
		by_key.set(r.key, answer);
		if (at_index.has(r.code)) judge_proof(r, receipt_of(r.receipt));
		else fault(`${r.code} was acknowledged and is lost`);
	},
	unknown(r) { if (r.by_hand) doubtful.add(r.key); },
	// What was there once is there for ever.
	read(r) { if (r.status !== 200) fault(`${r.code} was filed and then not there (${r.status})`); },
	// A step that was acknowledged is there, once; one whose command was killed at most once.
	moved(r) { if (withdrew.get(r.entry) !== r.code) fault(`${r.code} was moved by entry ${r.entry}, and that is lost`); },
	move(r) { moves.add(r.code); if (withdrawn.get(r.code) > 1) fault(`${r.code} was moved twice`); },
	// A published checkpoint is signed, is a beginning of the ledger, and for one client never smaller than the one before.
	head(r) {
		const c = checkpoint_of(r.note), before = largest.get(r.client) ?? 0;
		if (!c.good || !tree.root(c.size)?.equals(c.root)) fault(`client ${r.client} saw a checkpoint of ${c.size} that is not the ledger's`);
		if (c.size < before) fault(`client ${r.client} saw time go back, from ${before} entries to ${c.size}`);
		largest.set(r.client, Math.max(c.size, before));
	},
	attached(r) { attached.set(`${r.code}/${r.number}`, r.sha256); },
	file(r) { fetched.set(`${r.code}/${r.number}`, r.sha256); },
};
for (const row of rows) {
	counts.set(row.what, (counts.get(row.what) ?? 0) + 1);
	told[row.what]?.(row);
}

// Every key was answered in the end, so there must be as many filings as keys: none that was refused, none twice. The command line has no key to send again.
if (filed < by_key.size || filed > by_key.size + doubtful.size) fault(`${filed} filings for ${by_key.size} keys that were answered`);
for (const code of withdrawn.keys()) if (!moves.has(code)) fault(`${code} was moved, and nobody asked for it`);
// What was sent along with an acknowledged filing is there, byte for byte.
for (const [file, hash] of attached) if (fetched.get(file) !== hash) fault(`file ${file} was sent along and is ${fetched.has(file) ? 'another one now' : 'lost'}`);

const count = what => counts.get(what) ?? 0;
console.log(`check: ${count('invoke')} filings sent, ${count('ok')} acknowledged, ${count('fail')} refused, ${count('unknown')} of unknown outcome, ${count('moved')} of ${count('move')} moves acknowledged, ` +
	`${count('read')} readings, ${count('head')} checkpoints seen, ${attached.size} files; ${by_key.size} keys, ${filed} filings in ${tree.size} entries; ${by_key.size} proofs; ${faults.length} anomalies; ${(Object.values(process.cpuUsage()).reduce((a, b) => a + b) / 1e6).toFixed(1)} s of CPU`);
for (const f of faults) console.error(`check: ${f}`);
process.exit(faults.length ? 1 : 0);
