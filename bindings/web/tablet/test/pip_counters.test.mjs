// The counters of a plan: the ten weeks, the term, the hours and what a route asks.
import assert from 'node:assert/strict';
import test from 'node:test';
import { load } from './load.mjs';

const { asDay, plusDays, plusYears, daysBetween } = await load('pip/days.ts');
const { tenWeekClock } = await load('pip/clock.ts');
const { termOf } = await load('pip/term.ts');
const { countHours, wholeHours } = await load('pip/hours.ts');
const { targetsOf, share } = await load('pip/targets.ts');

test('days count over the change of the clock, leap years and nonsense', () => {
  assert.equal(plusDays('2026-03-28', 2), '2026-03-30');
  assert.equal(plusDays('2026-10-24', 2), '2026-10-26');
  assert.equal(plusYears('2028-02-29', 3), '2031-03-01');
  assert.equal(daysBetween('2026-01-01', '2025-12-31'), -1);
  assert.equal(asDay('2026-02-29'), undefined);
  for (const nonsense of ['', '1972', '1972-05', 'onbekend', null, undefined, '2026-13-01', '2026-1-1']) assert.equal(asDay(nonsense), undefined);
});

test('ten weeks from the notice of a person who is registered', () => {
  const facts = { notice: '2026-03-02', registered: '2026-02-01' };
  assert.deepEqual(tenWeekClock(facts, '2026-03-02'), {
    state: 'running', start: '2026-03-02', deadline: '2026-05-11', extended: false, daysLeft: 70,
  });
  assert.equal(tenWeekClock(facts, '2026-05-11').state, 'running');
  assert.deepEqual(tenWeekClock(facts, '2026-05-12'), {
    state: 'missed', start: '2026-03-02', deadline: '2026-05-11', extended: false, daysLeft: -1,
  });
});

test('in an azc the clock stands still', () => {
  assert.deepEqual(tenWeekClock({ registered: '2026-02-01' }, '2026-06-01'), { state: 'not_started', waitsFor: 'notice' });
  assert.deepEqual(tenWeekClock({ notice: '2026-03-02' }, '2026-09-01'), { state: 'not_started', waitsFor: 'registered' });
  assert.equal(tenWeekClock({ notice: '2026-03-02', registered: '2026-04-01' }, '2026-04-01').deadline, '2026-06-10');
});

test('information of others gives two weeks from when it came, and never less than ten weeks', () => {
  const facts = { notice: '2026-03-02', registered: '2026-02-01' };
  const late = tenWeekClock({ ...facts, fromOthers: '2026-05-08' }, '2026-05-20');
  assert.deepEqual([late.deadline, late.extended, late.state], ['2026-05-22', true, 'running']);
  const early = tenWeekClock({ ...facts, fromOthers: '2026-03-10' }, '2026-05-20');
  assert.deepEqual([early.deadline, early.extended, early.state], ['2026-05-11', false, 'missed']);
});

test('a plan in time on the last day, and late the day after', () => {
  const facts = { notice: '2026-03-02', registered: '2026-02-01' };
  assert.equal(tenWeekClock({ ...facts, decided: '2026-05-11' }, '2027-01-01').state, 'met');
  assert.equal(tenWeekClock({ ...facts, decided: '2026-05-12' }, '2027-01-01').state, 'late');
});

test('a plan that was there before the clock began is in time', () => {
  assert.deepEqual(tenWeekClock({ decided: '2026-05-11' }, '2027-01-01'), { state: 'met' });
  assert.deepEqual(tenWeekClock({ notice: '2026-03-02', decided: '2026-05-11' }, '2027-01-01'), { state: 'met' });
});

test('the term: three years from the day after the date of the plan', () => {
  assert.deepEqual(termOf({ dated: '2026-03-14' }, '2026-03-15'), {
    start: '2026-03-15', lastDay: '2029-03-14', from: 'pip', daysLeft: 1095,
  });
  assert.equal(termOf({}, '2026-03-15'), undefined);
});

test('what DUO says of the term goes first; its end is the day after the last', () => {
  const term = termOf({ dated: '2026-03-14', duoStart: '2026-03-20', duoEnd: '2030-03-20' }, '2026-03-20');
  assert.deepEqual([term.start, term.lastDay, term.from], ['2026-03-20', '2030-03-19', 'duo']);
});

const entry = (id, minutes, more = {}) => ({ id, minutes, counter: 'taal_knm', attendance: '', corrects: '', at: `2026-01-0${id}`, ...more });

test('minutes are summed and rounded down once', () => {
  const lessons = Array.from({ length: 48 }, (_, at) => ({ ...entry('1', 50), id: `lesson ${at}` }));
  assert.deepEqual(wholeHours(countHours(lessons).minutes.get('taal_knm')), { hours: 40, rest: 0 });
  assert.deepEqual(wholeHours(119), { hours: 1, rest: 59 });
});

test('a correction counts in the place of what it corrects, the last one of several', () => {
  const counted = countHours([
    entry('1', 120),
    entry('2', 60, { corrects: '1' }),
    entry('3', 90, { corrects: '1', counter: 'pvt' }),
    entry('4', 30),
  ]);
  assert.deepEqual([...counted.minutes].sort(), [['pvt', 90], ['taal_knm', 30]]);
  assert.deepEqual(counted.correctedTwice, ['1']);
});

test('a correction of a correction', () => {
  const counted = countHours([entry('1', 120), entry('2', 60, { corrects: '1' }), entry('3', 45, { corrects: '2' })]);
  assert.deepEqual([...counted.minutes], [['taal_knm', 45]]);
});

test('who was not there gets no hours, and what is in conflict waits', () => {
  const counted = countHours([
    entry('1', 60, { attendance: 'aanwezig' }),
    entry('2', 60, { attendance: 'geoorloofd' }),
    entry('3', 60, { attendance: 'ongeoorloofd' }),
    entry('4', 60, { provisional: true }),
    entry('5', 90),
    entry('6', 90, { corrects: '5', attendance: 'geoorloofd' }),
  ]);
  assert.deepEqual([...counted.minutes], [['taal_knm', 60]]);
  assert.equal(counted.undecided, 1);
});

const of = (facts, counted = countHours([])) =>
  Object.fromEntries(targetsOf(facts, counted).map((target) => [target.kind, [target.asked, target.why]]));

test('each route asks its own hours', () => {
  assert.deepEqual(of({ route: 'Z', asylum: true }), {
    language: [800, 'law'], participation: [800, 'law'], map: [40, 'law'], pvt: [12, 'law'],
  });
  assert.deepEqual(of({ route: 'Z', asylum: false }).participation, [undefined, 'not_for_group']);
  assert.deepEqual(of({ route: 'Z' }).participation, [undefined, 'group_unknown']);
  assert.deepEqual(of({ route: 'B', asylum: true, estimated: 600 }), {
    language: [600, 'plan'], participation: [undefined, 'none_prescribed'], map: [40, 'law'], pvt: [12, 'law'],
  });
  assert.deepEqual(of({ route: 'B' }).language, [undefined, 'none_prescribed']);
  assert.deepEqual(of({ route: 'O', asylum: true }).map, [undefined, 'exempt']);
  assert.deepEqual(targetsOf({}, countHours([])), []);
});

test('a medical limit lowers what is asked, 0 takes it away, and none is no limit', () => {
  const z = { route: 'Z', asylum: true };
  assert.deepEqual(of({ ...z, capacity: 300 }).participation, [300, 'capacity']);
  assert.deepEqual(of({ ...z, capacity: 0 }).participation, [0, 'not_able']);
  assert.deepEqual(of({ ...z, capacity: 2000 }).participation, [800, 'law']);
});

test('lessons during the intake count for participation and not for language', () => {
  const counted = countHours([
    entry('1', 600, { counter: 'intake_taal_knm' }),
    entry('2', 300, { counter: 'participatie' }),
    entry('3', 150, { counter: 'participatie_als_taal' }),
  ]);
  const [language, participation] = targetsOf({ route: 'Z', asylum: true }, counted);
  assert.deepEqual(language.done, { hours: 2, rest: 30 });
  assert.deepEqual(participation.done, { hours: 15, rest: 0 });
  assert.equal(share(participation), 1);
  assert.equal(share({ asked: 10, done: { hours: 30, rest: 0 } }), 100);
  assert.equal(share({ asked: 0, done: { hours: 0, rest: 0 } }), undefined);
});
