// scenarios.mjs - what calls.mjs plays while system calls fail: for each how it is prepared, what is done, what is asked of the machine afterwards.
//
// prepare(place) makes the files once; play(place, inject) does it under strace; next(place) is the command that comes after the fault and must work;
// whole(place, done) lists what is wrong in the end.
import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { filing, init as init_words, matter_words, post_matter } from './house.mjs';

const init = async place => { place.vkey = (await place.must(init_words)).trim(); };
const open = async place => (await place.must(filing('Cầu treo hỏng.'))).trim().split(' ');
const play_line = line => (place, inject) => place.run(line(place), { inject });

const wrong = async (place, what, args, more) => {
	const done = await place.run(args, more);
	return done.code === 0 ? [] : [`${what}: ${(done.out + done.err).trim()}`];
};
// `nothing`: the files hold what they held before, so that verifying them again would say what it said then
const verified = (place, nothing) => nothing ? [] : wrong(place, 'verify db', ['verify', 'db']);
// What was printed as filed is there, and its key opens it.
const there = async (place, out) => {
	const [, code, key] = /^(\S+) (\S+)\n/.exec(out) ?? [];
	return code ? wrong(place, `${code} was acknowledged`, ['matter', 'show', code, '--key', key]) : [];
};
// Nobody has a receipt that does not hold.
const receipt_holds = async place => existsSync(place.path('receipt')) ? wrong(place, 'the receipt', ['verify', 'receipt', 'receipt', '--vkey', place.vkey]) : [];
const next = () => filing('Sau đó.');

const post = async (server, key) => {
	try {
		const answer = await post_matter(server, Buffer.from(key).toString('hex'), matter_words(`Cầu ${key} hỏng.`, {}), { ms: 5000 });
		return { status: answer.status, said: await answer.json() };
	} catch (e) { return { status: 0, said: { error: e?.cause?.code ?? e.name } }; }
};
const restored = (place, url) => wrong(place, 'what was restored', ['verify', 'db', '--db', url]);

export const scenarios = {
	open: {
		prepare: init,
		play: play_line(() => [...filing('Cầu treo hỏng.'), '--receipt', 'receipt']),
		next,
		whole: async (place, done, nothing) => [...await verified(place, nothing), ...await there(place, done.out), ...await receipt_holds(place)],
	},
	do: {
		prepare: async place => { await init(place); [place.kept.code, place.kept.key] = await open(place); },
		play: play_line(place => ['matter', 'do', place.kept.code, 'withdraw', '--key', place.kept.key]),
		next,
		whole: async (place, done, nothing) => {
			const problems = await verified(place, nothing);
			const shown = await place.run(['matter', 'show', place.kept.code, '--key', place.kept.key, '--json']);
			if (shown.code !== 0) problems.push(`the matter is gone: ${shown.err}`);
			else if (done.code === 0 && !shown.out.includes('withdraw')) problems.push('the step was acknowledged and is lost');
			return problems;
		},
	},
	init: {
		prepare: async () => {},
		play: play_line(() => init_words),
		// what was begun and not acknowledged is thrown away by hand and made anew; what was acknowledged works
		whole: async (place, done) => {
			if (done.out.startsWith('demo.test/ledger+')) return [...await wrong(place, 'the first filing', next()), ...await verified(place)];
			return [...await wrong(place, 'init elsewhere', [...init_words, '--db', 'sqlite:again.db']), ...await restored(place, 'sqlite:again.db')];
		},
	},
	user: {
		prepare: init,
		play: play_line(() => ['user', 'add', 'lan', '--name', 'Nông Thị Lan']),
		next,
		whole: async (place, done, nothing) => {
			const problems = await verified(place, nothing), listed = await place.run(['user', 'list']);
			if (done.out.includes('password: ') && !listed.out.includes('lan')) problems.push('the account was acknowledged and is lost');
			return problems;
		},
	},
	export: {
		prepare: async place => { await init(place); await open(place); },
		play: play_line(() => ['ledger', 'export', 'out', '--now']),
		next: () => ['ledger', 'export', 'out', '--now'],
		whole: async (place, done) => [...await wrong(place, 'the ledger', ['verify', 'ledger', 'out', '--vkey', place.vkey]), ...await verified(place, done.code !== 0)],
	},
	publish: {
		prepare: async place => { await init(place); await open(place); },
		play: play_line(() => ['ledger', 'export', 'out']),
		next: () => ['ledger', 'export', 'out'],
		whole: async place => wrong(place, 'the ledger', ['verify', 'ledger', 'out', '--vkey', place.vkey]),
	},
	backup: {
		prepare: async place => { await init(place); await open(place); },
		play: play_line(() => ['backup', 'kept']),
		next: () => ['backup', 'kept2'],
		// what was acknowledged can be restored; what was not is no backup, and says so
		whole: async (place, done) => {
			const again = await place.run(['restore', 'kept', '--keys', 'kept.keys', '--db', 'sqlite:new.db']);
			if (done.code === 0) return again.code === 0 ? restored(place, 'sqlite:new.db') : [`the backup was acknowledged: ${again.err}`];
			return again.code === 0 ? restored(place, 'sqlite:new.db') : [];
		},
	},
	restore: {
		// an older backup of the keys, made before a part was erased
		prepare: async place => {
			await init(place);
			[place.kept.code, place.kept.key] = await open(place);
			const secrets = await place.must(['user', 'add', 'lan', '--name', 'Nông Thị Lan']);
			await place.must(['backup', 'old']);
			await place.must(['grant', 'give', 'lan', 'administrator', '19']);
			await place.must(['erase', place.kept.code, '--part', 'text', '--basis', 'Đ16', '--with', 'lan'], { input: signed_in(secrets) });
			await place.must(['backup', 'kept']);
		},
		play: play_line(() => ['restore', 'kept', '--keys', 'old.keys', '--db', 'sqlite:new.db']),
		// what is not empty is what was restored, whole, and nothing that was erased can be opened again
		whole: async (place, done) => {
			const shown = await place.run(['matter', 'show', place.kept.code, '--key', place.kept.key, '--db', 'sqlite:new.db']);
			const problems = shown.out.includes('Cầu treo hỏng') ? ['what was erased can be read again'] : [];
			if (done.code === 0) return [...problems, ...await restored(place, 'sqlite:new.db')];
			const again = await place.run(['restore', 'kept', '--keys', 'old.keys', '--db', 'sqlite:new.db']);
			if (again.code !== 0 && !again.err.includes('already')) problems.push(`restore a second time: ${again.err}`);
			return [...problems, ...await restored(place, 'sqlite:new.db')];
		},
	},
	rebuild: {
		prepare: async place => { await init(place); await open(place); },
		play: play_line(() => ['rebuild']),
		next,
		whole: (place, done, nothing) => verified(place, nothing),
	},
	adopt: {
		prepare: async place => {
			await init(place);
			readdirSync(place.path('state/danvan')).filter(name => name.endsWith('.checkpoint')).forEach(name => rmSync(place.path(`state/danvan/${name}`)));
		},
		play: play_line(() => ['ledger', 'adopt']),
		next: () => ['ledger', 'adopt'],
		whole: async place => [...await wrong(place, 'a filing', next()), ...await verified(place)],
	},
	clock: {
		prepare: async place => {
			place.variables.DANVAN_CLOCK = '2026-11-18T08:00:00+07:00';
			await init(place);
			place.variables.DANVAN_CLOCK = '2026-11-23T08:00:00+07:00';
			await open(place);
			place.variables.DANVAN_CLOCK = '2026-11-20T08:00:00+07:00';
		},
		play: play_line(() => ['clock', 'accept', '--reason', 'the clock ran three days ahead']),
		next: () => ['clock', 'accept', '--reason', 'again'],
		whole: async place => [...await wrong(place, 'a filing', next()), ...await verified(place)],
	},
	// a server under strace from the moment when it is ready until it has ended
	serve: {
		is_attached: true,
		prepare: init,
		play: async (place, inject) => {
			const server = await place.serve(), tracer = await place.watch(server.pid, inject);
			const acked = {};
			for (const key of ['một', 'hai', 'một']) {
				const { status, said } = await post(server, key);
				if (status === 201) acked[key] = said.code;
			}
			await fetch(`http://127.0.0.1:${server.port}/`, { signal: AbortSignal.timeout(5000) }).then(a => a.text()).catch(() => {});
			server.kill('SIGTERM');
			const late = setTimeout(() => { server.said += 'it does not end'; server.kill('SIGABRT'); }, 10000);
			const done = await server.over;
			clearTimeout(late);
			await tracer.over;
			return { ...done, acked };
		},
		// the same keys have one answer, whatever was told before
		whole: async (place, done) => {
			const server = await place.serve(), problems = [];
			if (!server.port) return [`it does not start again: ${server.said}`];
			for (const key of ['một', 'hai']) {
				const { status, said } = await post(server, key);
				if (status !== 201) problems.push(`${key} is refused afterwards: ${status} ${JSON.stringify(said)}`);
				else if (done.acked[key] && done.acked[key] !== said.code) problems.push(`${key} was filed as ${done.acked[key]} and is ${said.code}`);
			}
			server.kill('SIGTERM');
			if ((await server.over).code !== 0) problems.push(`it ends badly afterwards: ${server.said}`);
			return [...problems, ...await verified(place)];
		},
	},
	pack: {
		prepare: async place => {
			await init(place);
			mkdirSync(place.path('pack'));
			writeFileSync(place.path('pack/pack.yaml'), `${readFileSync('packs/vn/procedures/phan-anh-kien-nghi/pack.yaml')}# khác\n`);
		},
		play: play_line(() => ['pack', 'import', 'pack']),
		next,
		whole: (place, done, nothing) => verified(place, nothing),
	},
};

// Password and six digits of the account whose secrets `user add` printed, as lines of standard input.
function signed_in(secrets) {
	const value = name => new RegExp(`^${name}: (.*)$`, 'm').exec(secrets)[1];
	const bits = [...value('secret for the authenticator').replace(/=+$/, '')].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
	const step = Buffer.alloc(8);
	step.writeBigUInt64BE(BigInt(Math.floor(Date.parse('2026-11-23T09:41:07+07:00') / 30000)));
	const mac = createHmac('sha1', key).update(step).digest(), at = mac[19] & 15;
	return `${value('password')}\n${String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0')}\n`;
}
