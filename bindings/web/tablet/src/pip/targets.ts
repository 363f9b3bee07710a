// What a route asks for, and how far somebody is. The numbers: Besluit inburgering 3.1 and 3.14; MAP: the practical part.
import { minutesOf, wholeHours, type Counted, type WholeHours } from './hours.ts';

export type Route = 'B' | 'O' | 'Z';
export type TargetKind = 'language' | 'participation' | 'map' | 'pvt';

/** `asked`: hours; undefined: no number is prescribed. */
export interface Target {
  kind: TargetKind;
  asked?: number;
  done: WholeHours;
  /** Why it is this number. */
  why: 'law' | 'plan' | 'capacity' | 'none_prescribed' | 'not_able' | 'group_unknown' | 'exempt' | 'not_for_group';
}

export interface TargetFacts {
  route?: Route | undefined;
  /** DUO's "Asielstatushouder"; undefined: not known yet. */
  asylum?: boolean | undefined;
  /** The hours that the plan estimates for the B1 route. */
  estimated?: number | undefined;
  /** Of participation in five years. 0: cannot take part; undefined: no limit is known, which is not 0. */
  capacity?: number | undefined;
}

const zHours = 800;
const mapHours = 40;
const pvtHours = 12;

/** Lessons during the intake count for participation in the Z route and not for language (Besluit inburgering 3.14). */
const counters: Record<TargetKind, string[]> = {
  language: ['taal_knm', 'participatie_als_taal'],
  participation: ['participatie', 'intake_taal_knm'],
  map: ['map_praktijk'],
  pvt: ['pvt'],
};

type Asked = Pick<Target, 'asked' | 'why'>;

function language({ route, estimated }: TargetFacts): Asked {
  if (route === 'Z') return { asked: zHours, why: 'law' };
  if (route === 'B' && estimated !== undefined) return { asked: estimated, why: 'plan' };
  return { why: 'none_prescribed' };
}

function participation({ route, asylum, capacity }: TargetFacts): Asked {
  if (route !== 'Z') return { why: 'none_prescribed' };
  if (asylum === undefined) return { why: 'group_unknown' };
  if (!asylum) return { why: 'not_for_group' };
  if (capacity === 0) return { asked: 0, why: 'not_able' };
  if (capacity !== undefined && capacity < zHours) return { asked: capacity, why: 'capacity' };
  return { asked: zHours, why: 'law' };
}

const map = ({ route }: TargetFacts): Asked =>
  route === 'O' ? { why: 'exempt' } : { asked: mapHours, why: 'law' };

/** Without a route nothing is asked yet. */
export function targetsOf(facts: TargetFacts, counted: Counted): Target[] {
  if (!facts.route) return [];
  const asked: Record<TargetKind, Asked> = {
    language: language(facts),
    participation: participation(facts),
    map: map(facts),
    pvt: { asked: pvtHours, why: 'law' },
  };
  return (Object.keys(asked) as TargetKind[]).map((kind) => ({
    kind,
    ...asked[kind],
    done: wholeHours(minutesOf(counted, counters[kind])),
  }));
}

/** Whole percent, at most 100; undefined where no number is asked. */
export function share({ asked, done }: Target): number | undefined {
  return asked ? Math.min(100, Math.floor((done.hours * 100) / asked)) : undefined;
}
