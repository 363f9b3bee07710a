// All screens by the name that the address has, and where they can be reached from. To add one: a file in screens/, a line
// in `screens`, and where it is to be found a line in `todayLinks` or `personLinks`.
import type { ComponentType } from 'preact';
import type { Texts } from './texts/index.ts';
import type { IconName } from './ui/icons.tsx';
import { AppointmentForm } from './screens/appointment.tsx';
import { Choices } from './screens/choices.tsx';
import { Concern } from './screens/concern.tsx';
import { DecidePlan } from './screens/decide_plan.tsx';
import { Facts } from './screens/facts.tsx';
import { History } from './screens/history.tsx';
import { Hours } from './screens/hours.tsx';
import { Intake } from './screens/intake.tsx';
import { NewPerson } from './screens/new_person.tsx';
import { Person } from './screens/person.tsx';
import { Plan } from './screens/plan.tsx';
import { Rejected } from './screens/rejected.tsx';
import { Search } from './screens/search.tsx';
import { Today } from './screens/today.tsx';

export interface Screen {
  view: ComponentType<{ params: string[] }>;
  /** What the tab of the browser says. Never a name of a person. */
  title: (t: Texts) => string;
  /** Who sees it; everybody when it is left out. */
  roles?: string[];
}

export interface Link {
  /** A screen; one of a person gets his id as its first parameter. */
  to: string;
  label: (t: Texts) => string;
  icon?: IconName;
  roles?: string[];
}

const caseWorkers = ['klantmanager'];
const volunteers = ['vrijwilliger'];

export const screens: Record<string, Screen> = {
  vandaag: { view: Today, title: (t) => t.today.title },
  zoeken: { view: Search, title: (t) => t.search.title },
  nieuw: { view: NewPerson, title: (t) => t.newPerson.title, roles: caseWorkers },
  persoon: { view: Person, title: (t) => t.person.facts },
  gegevens: { view: Facts, title: (t) => t.facts.title },
  afspraak: { view: AppointmentForm, title: (t) => t.appointment.title },
  geweigerd: { view: Rejected, title: (t) => t.rejected.title },
  intake: { view: Intake, title: (t) => t.intake.title, roles: caseWorkers },
  plan: { view: Plan, title: (t) => t.more.links.plan, roles: caseWorkers },
  vaststellen: { view: DecidePlan, title: (t) => t.more.links.plan, roles: caseWorkers },
  keuzes: { view: Choices, title: (t) => t.more.links.choices },
  geschiedenis: { view: History, title: (t) => t.more.links.choices },
  uren: { view: Hours, title: (t) => t.more.links.hours, roles: volunteers },
  zorg: { view: Concern, title: (t) => t.more.links.concern, roles: volunteers },
};

/** More buttons on the first screen. */
export const todayLinks: Link[] = [
  { to: 'uren', label: (t) => t.more.links.hours, icon: 'calendar', roles: volunteers },
];

/** More buttons on the screen of a person. */
export const personLinks: Link[] = [
  { to: 'plan', label: (t) => t.more.links.plan, icon: 'list', roles: caseWorkers },
  { to: 'zorg', label: (t) => t.more.links.concern, icon: 'talk', roles: volunteers },
];
