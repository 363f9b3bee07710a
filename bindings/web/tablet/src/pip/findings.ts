// What the core's rules say of a plan, in the order in which somebody can do something about it.
import type { RuleFinding } from '@wegwijs/client';

export type Finding = RuleFinding;

export type Group = 'stops' | 'unknown' | 'tells';

/** What is failed stops; what could not be checked is not fine either. */
export function groupOf({ severity, outcome }: Finding): Group {
  if (outcome === 'failed') return severity === 'error' ? 'stops' : 'tells';
  return outcome === 'unknown' ? 'unknown' : 'tells';
}

const order: Group[] = ['stops', 'unknown', 'tells'];

export function grouped(findings: Finding[]): { group: Group; findings: Finding[] }[] {
  return order
    .map((group) => ({ group, findings: findings.filter((one) => groupOf(one) === group).sort((a, b) => a.code.localeCompare(b.code)) }))
    .filter((one) => one.findings.length > 0);
}

/** May somebody go on to decide? What is not known has to be answered for; what failed has to be mended. */
export function readiness(findings: Finding[]): 'stopped' | 'answer' | 'ready' {
  const groups = findings.map(groupOf);
  if (groups.includes('stops')) return 'stopped';
  return groups.includes('unknown') ? 'answer' : 'ready';
}
