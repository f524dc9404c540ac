// calls.mjs - every system call that a command makes, or every allocation, fails in turn, once with each fault, and after each the database is whole, verifiable, and has all that was acknowledged.
//
// Usage: node tests/fault/calls.mjs [SCENARIO...]   (DANVAN: the binary; DANVAN_TEST_ENGINE, DANVAN_TEST_PG as for all tests: on PostgreSQL the calls are those on our own files and on the
//   connection, and each place has a database of its own in the cluster, made anew from a template)
//   FAULTS=KILL,EIO   also ENOSPC, EDQUOT, EROFS, EMFILE, EINTR, and MEMORY: an allocation is refused; with a + behind it (EIO+) that one and all later ones of its kind fail
//   MOST=0            at most so many runs a scenario, spread evenly from a start that the seed gives; 0: every call
//   PAIRS=0           so many pairs a scenario instead: the second fault strikes the command that recovers
//   SEED              of the spread and of the pairs; WORKERS=2; KEEP=1 keeps the files
//   ONLY=KIND:N:FAULT one run, as a failure printed it
// Calls before the first that touches the scenario's own files (the loader's) are left out, but for one in 25.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at_end, below, danvan, engine, finish, give_up, make_folder, memory_control, number_given, pg, psql, seed, serve, short_memory, spread } from './house.mjs';
import { scenarios } from './scenarios.mjs';

const kinds = ['openat', 'read', 'pread64', 'write', 'pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'rename', 'unlink', 'mkdir', 'mmap', 'close', 'connect', ...engine === 'postgresql' ? ['sendto', 'recvfrom'] : []];
const ENDS_MS = 60000;
const is_memory = fault => fault.startsWith('MEMORY');
const faults = (process.env.FAULTS ?? 'KILL,EIO').split(',');
const most = number_given('MOST', 0), pairs = number_given('PAIRS', 0), workers = number_given('WORKERS', 2);
const only = process.env.ONLY?.split(':');
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios);
// files in memory: what a killed process wrote is there either way, and syncs cost nothing
const root = make_folder(existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

if (spawnSync('strace', ['-V']).status !== 0) give_up('strace is not installed (Debian: strace)');

// ---- one worker's folder, in which a scenario is played again and again
class Place {
	constructor(number, scenario) {
		this.scenario = scenario;
		this.live = join(root, `${scenario.name}.${number}`);
		this.base = `${this.live}.base`;
		this.trace = `${this.live}.trace`;
		this.control = `${this.live}.memory`; // see tests/support/short_memory.c
		this.name = `calls_${process.pid}_${scenario.name.replace('-', '_')}_${number}`; // of the database on a server
		this.db = engine === 'sqlite' ? `sqlite:${join(this.live, 'danvan.db')}` : pg.replace(/\/\/\/\w+/, `///${this.name}`);
		this.variables = { PATH: process.env.PATH, HOME: this.live, XDG_STATE_HOME: join(this.live, 'state'), DANVAN_LANG: 'en', LANG: 'C.UTF-8',
			DANVAN_CLOCK: '2026-11-23T09:41:07+07:00', DANVAN_DB: this.db };
		this.kept = {};
	}
	path(name) { return join(this.live, name); }
	// Under strace, or short of memory, when `inject` says so.
	run(args, { inject = {}, variables = {}, input = '' } = {}) {
		const line = inject.strace ? ['strace', '-f', '-qq', ...inject.strace, '-o', this.trace, danvan, ...args] : [danvan, ...args];
		if (inject.memory) {
			writeFileSync(this.control, memory_control(...inject.memory));
			variables = { ...variables, LD_PRELOAD: short_memory, SHORT_MEMORY: this.control };
		}
		return new Promise(done => {
			const child = this.start(line, variables);
			let out = '', err = '';
			child.stdout.on('data', b => { out += b; });
			child.stderr.on('data', b => { err += b; });
			child.stdin.on('error', () => {});
			child.stdin.end(input);
			const late = setTimeout(() => { err += 'it does not end'; child.kill('SIGTERM'); }, ENDS_MS);
			child.on('close', (code, signal) => { clearTimeout(late); done({ code, signal, out, err }); });
		});
	}
	start(line, variables) { return spawn(line[0], line.slice(1), { cwd: this.live, env: { ...this.variables, ...variables } }); }
	async serve() {
		const server = serve(this.variables, '--publish', 'now');
		await server.ready;
		return server;
	}
	// Every thread of the process is watched by strace when this is done.
	async watch(pid, inject) {
		const tracer = spawn('strace', ['-f', '-qq', ...inject.strace.filter(word => word !== '--seccomp-bpf'), '-o', this.trace, '-p', pid]);
		tracer.over = new Promise(done => tracer.on('close', done));
		const watched = () => readdirSync(`/proc/${pid}/task`).every(task => !/TracerPid:\s0/.test(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8')));
		while (!watched()) await new Promise(done => setTimeout(done, 2));
		return tracer;
	}
	async must(args, more) {
		const done = await this.run(args, more);
		if (done.code !== 0) throw new Error(`${this.scenario.name}: danvan ${args.join(' ')}: ${done.code ?? done.signal} ${done.err}`);
		return done.out;
	}
	async prepare() {
		mkdirSync(this.live, { recursive: true });
		if (engine !== 'sqlite') this.on_server(`CREATE DATABASE ${this.name}`);
		at_end(() => { if (engine !== 'sqlite') this.on_server(this.drop, `DROP DATABASE IF EXISTS ${this.name}_base`); });
		await this.scenario.prepare(this);
		cpSync(this.live, this.base, { recursive: true });
		if (engine !== 'sqlite') this.on_server(`CREATE DATABASE ${this.name}_base TEMPLATE ${this.name}`);
		this.untouched = this.digest();
	}
	on_server(...statements) { psql('-c', 'SET client_min_messages = error', ...statements.flatMap(sql => ['-c', sql])); }
	get drop() { return `DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`; } // whoever was killed may still be connected
	reset() {
		if (engine !== 'sqlite') this.on_server(this.drop, `CREATE DATABASE ${this.name} TEMPLATE ${this.name}_base`);
		rmSync(this.live, { recursive: true, force: true });
		cpSync(this.base, this.live, { recursive: true });
	}
	// What a restart finds: all files but SQLite's index of its log, which it makes anew, and an empty log.
	digest(but) {
		const hash = createHash('sha256');
		const walk = folder => readdirSync(folder).sort().forEach(name => {
			const path = join(folder, name), about = statSync(path);
			if (about.isDirectory()) walk(path);
			else if (name !== but && !name.endsWith('-shm') && !(name.endsWith('-wal') && about.size === 0)) hash.update(`${path} ${about.size}\n`).update(readFileSync(path));
		});
		walk(this.live);
		return hash.digest('hex');
	}
	is_untouched() { return engine === 'sqlite' && this.digest() === this.untouched; } // what a server did is not looked at
	// Nothing was committed: every file is as it was, and SQLite's log holds no frame that ends a transaction (its header: salts at 16; a frame's: pages after the
	// commit at 4, salts at 8). Checksums are not looked at: at worst a torn frame is taken for a commit, and everything is verified.
	nothing_committed() {
		const log = this.path('danvan.db-wal');
		if (engine !== 'sqlite' || this.digest('danvan.db-wal') !== this.untouched) return false;
		const bytes = existsSync(log) ? readFileSync(log) : Buffer.alloc(0), frame = 24 + (bytes.length > 32 ? bytes.readUInt32BE(8) : 0);
		for (let at = 32; at + 24 <= bytes.length; at += frame)
			if (bytes.readUInt32BE(at + 4) !== 0 && bytes.compare(bytes, 16, 24, at + 8, at + 16) === 0) return false;
		return true;
	}
	memory(place) { return Number(readFileSync(this.control).readBigInt64LE(place * 8)); }
	injected(kind) { return kind === 'malloc' ? this.memory(3) > 0 : existsSync(this.trace) && readFileSync(this.trace, 'utf8').includes('(INJECTED)'); }
}

// strace's quicker way (it stops at no other call) sends no signals.
const injection = ({ kind, n, fault }) => {
	const name = fault.replace('+', ''), when = `when=${n}${fault.endsWith('+') ? '+' : ''}`;
	if (kind === 'malloc') return { memory: [n - 1, fault.endsWith('+') ? 1 : 0] };
	return { strace: ['-e', `trace=${kind}`, ...name === 'KILL' ? ['-e', `inject=${kind}:signal=SIGKILL:${when}`] : ['--seccomp-bpf', '-e', `inject=${kind}:error=${name}:${when}`]] };
};

// How often each kind is called by a thread that calls it most, and which of those is the first behind the loader.
const untouched = async (place, inject) => {
	place.reset();
	const done = await place.scenario.play(place, inject);
	if (done.code !== 0) throw new Error(`${place.scenario.name} does not work untouched: ${done.code ?? done.signal} ${done.err}`);
};
const count_calls = async place => {
	const counted = [];
	if (faults.some(is_memory)) {
		await untouched(place, { memory: [-1, 0] });
		counted.push({ kind: 'malloc', first: 1, total: place.memory(2) });
	}
	if (faults.every(is_memory)) return counted;
	await untouched(place, { strace: ['-e', `trace=${kinds}`] });
	const calls = new Map(), first = {}, total = {};
	let ours = false;
	for (const line of readFileSync(place.trace, 'utf8').split('\n')) {
		const found = /^(\d+) +(\w+)\(/.exec(line);
		if (!found || !kinds.includes(found[2])) continue;
		ours ||= place.scenario.is_attached || line.includes(place.live) || line.includes('"danvan.db') || line.includes('.s.PGSQL');
		const n = (calls.get(`${found[1]} ${found[2]}`) ?? 0) + 1;
		calls.set(`${found[1]} ${found[2]}`, n);
		total[found[2]] = Math.max(total[found[2]] ?? 0, n);
		if (ours && !(found[2] in first)) first[found[2]] = n;
	}
	return [...counted, ...kinds.filter(kind => total[kind]).map(kind => ({ kind, first: first[kind] ?? total[kind] + 1, total: total[kind] }))];
};

// All that could be tried. A connection that breaks while the server lives and waits is none that there is: libpq would wait for its last words.
const fits = (kind, fault) => (kind === 'malloc') === is_memory(fault) && (fault === 'KILL' || !['sendto', 'recvfrom'].includes(kind));
const sites_of = counted => faults.flatMap(fault => counted.filter(({ kind }) => fits(kind, fault)).flatMap(({ kind, first, total }) =>
	Array.from({ length: total }, (_, i) => i + 1).filter(n => n >= first || n % 25 === 1).map(n => ({ kind, n, fault, loader: n < first }))));

// ---- judging one run
const ended_badly = (done, { kind, loader }) => {
	// no memory ends the process, by design (arena.h), and so does libmicrohttpd when it cannot wake its own threads; the loader of programs is not ours
	if (done.err.includes('it does not end')) return 'it does not end';
	if (done.signal === null || done.signal === 'SIGKILL' || loader || done.err.includes('Fatal error in GNU libmicrohttpd')) return null;
	return done.signal === 'SIGABRT' && ['mmap', 'malloc'].includes(kind) ? null : `ended by ${done.signal}: ${done.err}`;
};
const judge = async (place, done) => {
	const { scenario } = place, problems = [], nothing = done.code !== 0 && done.out === '' && place.nothing_committed();
	if (scenario.next) {
		const next = await place.run(scenario.next(place));
		if (next.code !== 0 && !scenario.may_refuse?.(place, next, done)) problems.push(`the next command is refused: ${next.err.trim()}`);
	}
	problems.push(...await scenario.whole(place, done, nothing));
	return problems;
};

const tally = { runs: 0, hit: 0, untouched: 0, done: 0, refused: 0, killed: 0, ended: 0 };
const failures = [];
const one_run = async (place, site) => {
	place.reset();
	rmSync(place.trace, { force: true });
	const done = await place.scenario.play(place, injection(site));
	const problems = [];
	tally.runs++;
	tally.hit += done.signal === 'SIGKILL' || place.injected(site.kind);
	tally[done.signal === 'SIGKILL' ? 'killed' : done.signal ? 'ended' : done.code === 0 ? 'done' : 'refused']++;
	const bad = ended_badly(done, site);
	if (bad) problems.push(bad);
	if (site.then) {
		const second = await place.run(place.scenario.next(place), { inject: injection(site.then) });
		const worse = ended_badly(second, site.then);
		if (worse) problems.push(`recovering: ${worse}`);
	}
	if (!site.then && done.code !== 0 && done.out === '' && place.is_untouched()) tally.untouched++;
	else problems.push(...await judge(place, done));
	for (const problem of problems) failures.push(`${place.scenario.name} ONLY=${site.kind}:${site.n}:${site.fault}${site.then ? ` then ${site.then.kind}:${site.then.n}:${site.then.fault}` : ''}: ${problem}`);
};

const pairs_of = async (place, counted) => {
	const first = sites_of(counted).filter(site => !['openat', 'read', 'mmap', 'close'].includes(site.kind) || site.fault === 'KILL');
	const recover = new Place(0, { ...place.scenario, name: `${place.scenario.name}-recovery`, play: (p, inject) => p.run(place.scenario.next(p), { inject }) });
	await recover.prepare();
	const second = sites_of(await count_calls(recover));
	return Array.from({ length: pairs }, () => ({ ...first[below(first.length)], then: second[below(second.length)] }));
};

// ---- the walk
const started = Date.now();
console.log(`calls: ${engine}, ${faults}, ${pairs ? `${pairs} pairs` : most ? `at most ${most}` : 'every call'} a scenario, seed ${seed}`);
for (const name of chosen) {
	const scenario = { name, ...scenarios[name] };
	if (!scenarios[name]) throw new Error(`there is no scenario ${name}`);
	if ((pairs && !scenario.next) || (scenario.is_attached && faults.some(is_memory))) continue;
	const before = { ...tally }, began = Date.now();
	const places = await Promise.all(Array.from({ length: workers }, async (_, i) => { const place = new Place(i, scenario); await place.prepare(); return place; }));
	const counted = await count_calls(places[0]);
	const all = pairs ? await pairs_of(places[0], counted) : sites_of(counted);
	const list = only ? [{ kind: only[0], n: Number(only[1]), fault: only[2] }] : pairs ? all : spread(all, most);
	let at = 0;
	await Promise.all(places.map(async place => { while (at < list.length) await one_run(place, list[at++]); }));
	const n = key => tally[key] - before[key];
	console.log(`${name}: ${n('runs')} of ${all.length} runs, ${n('hit')} struck; ${n('killed')} killed, ${n('ended')} ended by assertion, ${n('refused')} refused, ${n('done')} done all the same; ` +
		`${n('untouched')} left the files as they were; ${((Date.now() - began) / 1000).toFixed(1)} s`);
	if (!process.env.KEEP) places.forEach(place => [place.live, place.base].forEach(folder => rmSync(folder, { recursive: true, force: true })));
}
for (const failure of failures.slice(0, 40)) console.error(`calls: SEED=${seed} ${failure}`);
console.log(`calls: ${tally.runs} runs in ${((Date.now() - started) / 1000).toFixed(0)} s, ${failures.length} problems, seed ${seed}`);
finish(failures.length ? 1 : 0);
