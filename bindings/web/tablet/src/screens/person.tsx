// One person: what is known, the intake, appointments and talks.
import { useState } from 'preact/hooks';
import { useBox } from '../box.ts';
import { answeredOf, beginIntake, intakeOf, isOpen, loadTalk } from '../intake/talk.ts';
import { questions } from '../intake/questions.ts';
import { languageName } from '../languages.ts';
import { localeOf, momentText } from '../moments.ts';
import { dateText, isProvisional, personOf } from '../people.ts';
import { problemOf, type Problem } from '../problem.ts';
import { go } from '../router.ts';
import { personLinks } from '../screens.ts';
import { session, type Session } from '../session.ts';
import { uiLanguage, useTexts } from '../texts/index.ts';
import { Concerns } from '../ui/concerns.tsx';
import { HoursList } from '../ui/hours_list.tsx';
import { Alert, Button, LinkButton, Paragraph, ProblemAlert, Section, Title } from '../ui/parts.tsx';
import { Provisional } from '../ui/people.tsx';
import { useRead } from '../ui/use.ts';

async function read({ store, domain }: Session, id: string) {
  const record = await store.get(id);
  if (!record) return null;
  const all = async (entity: string) => {
    if (!domain.has(entity)) return [];
    const ids = await store.list(entity, { dossier: id });
    return (await Promise.all(ids.map((one) => store.get(one)))).filter((one) => one !== null);
  };
  const [cases, activities, contacts] = [await all('traject'), await all('activiteit'), await all('contactmoment')];
  const intake = domain.has('intake') ? await intakeOf(store, id) : undefined;
  const talk = intake && (await loadTalk(store, intake.id));
  const by = (field: string) => (a: { fields: Record<string, unknown> }, b: { fields: Record<string, unknown> }) =>
    String(b.fields[field] ?? '').localeCompare(String(a.fields[field] ?? ''));
  return { person: personOf(record), traject: cases[0], activities: activities.sort(by('begin')), contacts: contacts.sort(by('tijdstip')), intake, talk };
}

type Found = NonNullable<Awaited<ReturnType<typeof read>>>;

function IntakeCard({ found }: { found: Found }) {
  const t = useTexts();
  const [problem, setProblem] = useState<Problem>();
  const { intake, talk, person } = found;
  const begin = async () => {
    const now = session.value;
    if (!now) return;
    try {
      go('intake', await beginIntake(now, person.id));
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <Section title={t.person.intake} icon="talk">
      {talk && <Paragraph>{t.intake.answered(answeredOf(talk), questions.length)}</Paragraph>}
      {problem && <ProblemAlert problem={problem} />}
      <div class="actions">
        {intake
          ? <LinkButton to={['intake', intake.id]} look={isOpen(intake) ? 'primary-action' : 'secondary-action'} icon="next" flips iconAfter>{isOpen(intake) ? t.person.resumeIntake : t.person.seeIntake}</LinkButton>
          : <Button look="primary-action" icon="next" flips iconAfter onClick={() => void begin()}>{t.person.startIntake}</Button>}
      </div>
    </Section>
  );
}

function FactsCard({ found: { person, traject } }: { found: Found }) {
  const t = useTexts();
  const language = useBox(uiLanguage);
  const { domain } = useBox(session)!;
  const f = person.fields;
  const full = [f['voornamen'], f['voorvoegsel'], f['geslachtsnaam']].filter((part) => part && part !== '.').join(' ');
  const languages = Array.isArray(f['talen']) ? f['talen'].map(languageName).join(', ') : '';
  const values: [string, string][] = [
    ['voornamen', full],
    ['naam_eigen_schrift', String(f['naam_eigen_schrift'] ?? '')],
    ['geboortedatum', dateText(f['geboortedatum'], t, localeOf(language))],
    ['bsn', String(f['bsn'] ?? '')],
    ['v_nummer', String(f['v_nummer'] ?? '')],
    ['voorkeurstaal', f['voorkeurstaal'] ? languageName(f['voorkeurstaal']) : ''],
    ['talen', languages],
    ['verblijf', domain.label('deelnemer', 'verblijf', f['verblijf'])],
  ];
  return (
    <Section title={t.person.facts} icon="person">
      <dl class="facts">
        {values.filter(([, value]) => value !== '').map(([name, value]) => (
          <div key={name} class="facts__one">
            <dt lang="nl">{domain.field('deelnemer', name)?.label ?? name}</dt>
            <dd><bdi>{value}</bdi></dd>
          </div>
        ))}
        <div class="facts__one">
          <dt>{t.person.state}</dt>
          <dd lang="nl">{traject ? domain.label('traject', 'status', traject.fields['status']) : t.person.stateUnknown}</dd>
        </div>
      </dl>
      <div class="actions"><LinkButton to={['gegevens', person.id]} icon="pencil">{t.person.factsEdit}</LinkButton></div>
    </Section>
  );
}

function Agenda({ found: { activities, person } }: { found: Found }) {
  const t = useTexts();
  const language = useBox(uiLanguage);
  const { domain } = useBox(session)!;
  return (
    <Section title={t.person.appointments} icon="calendar">
      {activities.length === 0 && <Paragraph>{t.person.noAppointments}</Paragraph>}
      <ul class="lines">
        {activities.map((record) => {
          const { id, fields } = record;
          return (
          <li key={id}>
            <b><bdi>{momentText(String(fields['begin']), language)}</bdi></b> · <span lang="nl">{domain.label('activiteit', 'soort', fields['soort'])}</span>
            {fields['locatie'] ? <> · <bdi>{String(fields['locatie'])}</bdi></> : null}
            {' '}· <span lang="nl">{domain.label('activiteit', 'stand', fields['stand'])}</span> {isProvisional(record) && <Provisional />}
          </li>
          );
        })}
      </ul>
      <div class="actions"><LinkButton to={['afspraak', person.id]} icon="add">{t.person.addAppointment}</LinkButton></div>
    </Section>
  );
}

function Contacts({ found: { contacts } }: { found: Found }) {
  const t = useTexts();
  const language = useBox(uiLanguage);
  const { domain } = useBox(session)!;
  return (
    <Section title={t.person.contacts} icon="talk">
      {contacts.length === 0 && <Paragraph>{t.person.noContacts}</Paragraph>}
      <ul class="lines">
        {contacts.slice(0, 10).map(({ id, fields }) => (
          <li key={id}>
            <b><bdi>{momentText(String(fields['tijdstip']), language)}</bdi></b> · <span lang="nl">{domain.label('contactmoment', 'onderwerp', fields['onderwerp'])}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Person({ params: [id] }: { params: string[] }) {
  const t = useTexts();
  const { domain, owner } = useBox(session)!;
  const { value: found, problem } = useRead((now) => read(now, id!), [id]);
  if (found === null) return <Alert tone="warning" title={t.person.gone}><LinkButton to={['zoeken']}>{t.nav.search}</LinkButton></Alert>;
  if (problem) return <ProblemAlert problem={problem} />;
  if (!found) return <Paragraph>{t.loading}</Paragraph>;
  return (
    <>
      <Title><bdi>{found.person.name || t.unknownName}</bdi> {found.person.provisional && <Provisional />}</Title>
      <div class="columns">
        <div class="column">
          <Concerns person={id!} />
          {domain.has('intake') && <IntakeCard found={found} />}
          <FactsCard found={found} />
        </div>
        <div class="column">
          <div class="actions actions--wide">
            {personLinks.filter(({ roles }) => !roles || roles.includes(owner.role)).map(({ to, label, icon }) => (
              <LinkButton key={to} to={[to, id!]} {...(icon && { icon })}>{label(t)}</LinkButton>
            ))}
          </div>
          {domain.has('activiteit') && <Agenda found={found} />}
          {domain.has('contactmoment') && <Contacts found={found} />}
          <HoursList person={id!} />
        </div>
      </div>
    </>
  );
}
