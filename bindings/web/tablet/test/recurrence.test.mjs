// On which days a lesson that repeats falls. 2026-11-02 is a Monday.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { fallsOn } = await load('recurrence.ts');

/** The days of November and December 2026 on which it falls, as "11-02". */
function days(rule, first, except) {
  const list = [];
  for (let day = new Date('2026-11-01T00:00:00Z'); day < new Date('2027-01-01T00:00:00Z'); day.setUTCDate(day.getUTCDate() + 1)) {
    const text = day.toISOString().slice(0, 10);
    if (fallsOn(rule, first, text, except) === 'yes') list.push(text.slice(5));
  }
  return list;
}

test('every week, on the day of the first or on the days that are named', () => {
  assert.deepEqual(days('FREQ=WEEKLY;COUNT=3', '2026-11-03'), ['11-03', '11-10', '11-17']);
  assert.deepEqual(days('RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261112T225959Z', '2026-11-02'), ['11-02', '11-05', '11-09', '11-12']);
});

test('every other week counts weeks from Monday', () => {
  assert.deepEqual(days('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;UNTIL=20261130', '2026-11-08'), ['11-08', '11-16', '11-22', '11-30']);
});

test('what is off is off, and counts all the same', () => {
  assert.deepEqual(days('FREQ=WEEKLY;COUNT=3', '2026-11-03', ['2026-11-10']), ['11-03', '11-17']);
});

test('by day and by month; a month without that day is passed over', () => {
  assert.deepEqual(days('FREQ=DAILY;INTERVAL=3;COUNT=3', '2026-11-29'), ['11-29', '12-02', '12-05']);
  assert.deepEqual(days('FREQ=MONTHLY', '2026-10-31'), ['12-31']);
});

test('across the change of the clock, and years later', () => {
  assert.equal(fallsOn('FREQ=WEEKLY', '2026-10-20', '2026-10-27'), 'yes');
  assert.equal(fallsOn('FREQ=WEEKLY', '2026-01-05', '2028-12-18'), 'yes');
  assert.equal(fallsOn('FREQ=WEEKLY', '2026-01-05', '2025-12-29'), 'no');
});

test('what it does not understand it says', () => {
  for (const rule of ['FREQ=YEARLY', 'FREQ=MONTHLY;BYDAY=1MO', 'FREQ=WEEKLY;BYSETPOS=1', 'elke week', 'FREQ=WEEKLY;INTERVAL=0'])
    assert.equal(fallsOn(rule, '2026-11-02', '2026-11-09'), 'unknown');
});
