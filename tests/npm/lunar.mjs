// Compares danvan's lunar dates, 1900-2100, with two packages that know Vietnam's calendar. Reads lines "SOLAR LUNAR" on standard input:
//
//     unit_calendar_lunar table | node tests/npm/lunar.mjs
//
// amlich.js computes by a shorter series at UTC+7; lunar-date-vn holds a table, which before 1968 follows the clock of those years (UTC+8 and others), so it
// is asked from 1968 on. The three can differ only where a new moon falls within seconds of midnight; each such month is named here with our distance
// from midnight, and a difference anywhere else, or of more than one day, fails. A month named here that no longer differs fails too.
import { readFileSync } from 'node:fs';
import amlich from 'amlich.js';
import tables from 'lunar-date-vn';

const NEAR_MIDNIGHT = {
	'amlich.js': {
		'1944-06-20': 'new moon 24 s before midnight',
		'1967-07-07': 'new moon 2 s before midnight',
		'2054-05-07': 'new moon 25 s after midnight; the package gives a day 0',
		'2062-04-09': 'the package gives a day 0',
		'2072-12-09': 'new moon 70 s before midnight, and the length of the day in 2072 is a forecast',
		'2077-11-15': 'new moon 8 s before midnight',
	},
	'lunar-date-vn': {
		'2054-05-07': 'new moon 25 s after midnight',
	},
};

const two = (n) => String(n).padStart(2, '0');
const write = (year, month, leap, day) => `${year}-${two(month)}${leap ? '+' : ''}-${two(day)}`;

const packages = {
	'amlich.js': {
		since: 1900,
		lunar: (y, m, d) => {
			const l = amlich.computeDateToLunarDate(d, m, y, 7);
			return write(l.lunarYear, l.lunarMonth, l.lunarLeap, l.lunarDay);
		},
	},
	'lunar-date-vn': {
		since: 1968,
		lunar: (y, m, d) => {
			const l = new tables.SolarDate({ day: d, month: m, year: y }).toLunarDate().get();
			return write(l.year, l.month, l.leap_month, l.day);
		},
	},
};

const table = readFileSync(0, 'utf8').trim().split('\n').map((line) => line.split(' '));
let failed = 0;
const fail = (sentence) => {
	failed++;
	if (failed <= 20) console.error(sentence);
};

if (table.length !== 73442 || table[0].join(' ') !== '1900-01-01 1899-12-01') fail(`the table has ${table.length} days and begins with ${table[0]}`);

for (const [name, { since, lunar }] of Object.entries(packages)) {
	const named = NEAR_MIDNIGHT[name];
	const seen = new Set();
	let compared = 0;
	let month = null; // the named day with which the present run of differences began
	for (const [solar, ours] of table) {
		const [y, m, d] = solar.split('-').map(Number);
		if (y < since) continue;
		const theirs = lunar(y, m, d);
		compared++;
		if (theirs === ours) {
			month = null;
		} else {
			if (solar in named) month = solar;
			if (month) seen.add(month);
			else fail(`${solar}: we say ${ours}, ${name} says ${theirs}`);
			// one of the two is a day behind: neither is further away than yesterday's or tomorrow's date
			const apart = Math.abs(Number(ours.slice(-2)) - Number(theirs.slice(-2)));
			if (apart > 1 && apart < 28) fail(`${solar}: ${ours} and ${theirs} (${name}) are ${apart} days apart`);
		}
	}
	for (const solar of Object.keys(named)) if (!seen.has(solar)) fail(`${solar} (${name}) is named as near midnight, but nothing differs there`);
	console.log(`${name}: ${compared} days compared since ${since}, ${seen.size} months near midnight differ as named`);
}
process.exit(failed ? 1 : 0);
