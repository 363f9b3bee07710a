// All screens by the name that the address has, and where they can be reached from. To add one: a file in screens/, a line
// in `screens`, and where it is to be found a line in `todayLinks` or `personLinks`.
import type { ComponentType } from 'preact';
import type { Texts } from './texts/index.ts';
import type { IconName } from './ui/icons.tsx';
import { AppointmentForm } from './screens/appointment.tsx';
import { Facts } from './screens/facts.tsx';
import { Intake } from './screens/intake.tsx';
import { NewPerson } from './screens/new_person.tsx';
import { Person } from './screens/person.tsx';
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

export const screens: Record<string, Screen> = {
  vandaag: { view: Today, title: (t) => t.today.title },
  zoeken: { view: Search, title: (t) => t.search.title },
  nieuw: { view: NewPerson, title: (t) => t.newPerson.title },
  persoon: { view: Person, title: (t) => t.person.facts },
  gegevens: { view: Facts, title: (t) => t.facts.title },
  afspraak: { view: AppointmentForm, title: (t) => t.appointment.title },
  geweigerd: { view: Rejected, title: (t) => t.rejected.title },
  intake: { view: Intake, title: (t) => t.intake.title },
};

/** More buttons on the first screen. */
export const todayLinks: Link[] = [];

/** More buttons on the screen of a person. */
export const personLinks: Link[] = [];
