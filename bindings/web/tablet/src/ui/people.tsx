// People in a list, and the mark of what is not decided yet.
import type { ComponentChildren } from 'preact';
import { useBox } from '../box.ts';
import { localeOf } from '../moments.ts';
import { dateText, type Person } from '../people.ts';
import { pathOf } from '../router.ts';
import { uiLanguage, useTexts } from '../texts/index.ts';
import { Icon } from './icons.tsx';

/** Stands beside every value that is in conflict, wherever it is shown. */
export function Provisional() {
  const t = useTexts();
  return (
    <span class="badge badge--choice" title={t.provisionalWhy}>
      <Icon name="choice" /> {t.provisional}
    </span>
  );
}

/** A row that goes somewhere: one link, large enough for a thumb. */
export function Row({ to, title, children, provisional = false }: {
  to: string[];
  title: string;
  children?: ComponentChildren;
  provisional?: boolean;
}) {
  const [screen, ...params] = to;
  return (
    <li class="row">
      <a class="row__link" href={pathOf(screen!, ...params)}>
        <span class="row__text">
          <span class="row__title"><bdi>{title}</bdi> {provisional && <Provisional />}</span>
          {children && <span class="row__more">{children}</span>}
        </span>
        <Icon name="next" flips />
      </a>
    </li>
  );
}

export function PersonRow({ person }: { person: Person }) {
  const t = useTexts();
  const language = useBox(uiLanguage);
  const { voornamen, voorvoegsel, geslachtsnaam, geboortedatum, naam_eigen_schrift } = person.fields;
  const full = [voornamen, voorvoegsel, geslachtsnaam].filter((part) => part && part !== '.').join(' ');
  const born = dateText(geboortedatum, t, localeOf(language));
  const parts = [full, naam_eigen_schrift, born && `${t.search.born} ${born}`].filter(Boolean) as string[];
  return (
    <Row to={['persoon', person.id]} title={person.name || t.unknownName} provisional={person.provisional}>
      {parts.map((part, at) => <span key={at}>{at > 0 && ' · '}<bdi>{part}</bdi></span>)}
    </Row>
  );
}
