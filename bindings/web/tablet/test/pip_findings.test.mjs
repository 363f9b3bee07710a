// What a person may do with what the rules say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { load } from './load.mjs';

const { groupOf, grouped, readiness } = await load('pip/findings.ts');
const { pipNl } = await load('texts/pip.nl.ts');
const pack = new URL('../../../../client_core/domain/inburgering/pack.json', import.meta.url);
const finding = (code, outcome, severity = 'error') => ({ code, severity, outcome, fields: [], label: '' });

test('a failed rule stops, an unknown one has to be answered for, and the rest is told', () => {
  assert.equal(groupOf(finding('PIP-D1', 'failed')), 'stops');
  assert.equal(groupOf(finding('PIP-D1', 'unknown')), 'unknown');
  assert.equal(groupOf(finding('PIP-N4', 'info', 'info')), 'tells');
  assert.equal(groupOf(finding('PIP-W1', 'failed', 'warning')), 'tells');
});

test('ready, answer, stopped', () => {
  assert.equal(readiness([]), 'ready');
  assert.equal(readiness([finding('PIP-N4', 'info', 'info')]), 'ready');
  assert.equal(readiness([finding('PIP-D1', 'unknown'), finding('PIP-N4', 'info', 'info')]), 'answer');
  assert.equal(readiness([finding('PIP-D1', 'unknown'), finding('PIP-N1', 'failed')]), 'stopped');
});

test('what stops comes first, in the order of the codes', () => {
  const all = [finding('PIP-N4', 'info', 'info'), finding('PIP-N2', 'failed'), finding('PIP-D1', 'unknown'), finding('PIP-D3', 'failed')];
  assert.deepEqual(
    grouped(all).map(({ group, findings }) => [group, findings.map(({ code }) => code)]),
    [['stops', ['PIP-D3', 'PIP-N2']], ['unknown', ['PIP-D1']], ['tells', ['PIP-N4']]],
  );
});

test('every rule of the pack about a plan says what to do, and nothing else is explained', () => {
  const rules = JSON.parse(readFileSync(pack, 'utf8')).rules.filter(({ entity }) => entity === 'pip');
  assert.deepEqual(Object.keys(pipNl.rules).sort(), rules.map(({ code }) => code).sort());
  for (const text of Object.values(pipNl.rules)) assert.match(text, /^[A-Z].{20,}[.?]$/);
});
