// The first screen of the day.
import { useBox } from '../box.ts';
import { appointmentsOn, type Appointment } from '../agenda.ts';
import { recall } from '../memory.ts';
import { timeText } from '../moments.ts';
import { todayLinks } from '../screens.ts';
import { session } from '../session.ts';
import { uiLanguage, useTexts } from '../texts/index.ts';
import { BigLight, StorageWarning, weekday } from '../ui/light.tsx';
import { OpenConcerns } from '../ui/concerns.tsx';
import { LinkButton, Paragraph, Section, Title } from '../ui/parts.tsx';
import { Row } from '../ui/people.tsx';
import { useRead } from '../ui/use.ts';
import { openIntakes, type Place } from '../intake/place.ts';

function AppointmentRow({ at }: { at: Appointment }) {
  const t = useTexts();
  const language = useBox(uiLanguage);
  const domain = useBox(session)!.domain;
  const what = at.kind === 'vervolg' ? t.today.followUp : domain.label('activiteit', 'soort', at.soort);
  const time = at.begin
    ? [at.begin, at.end].filter(Boolean).map((moment) => timeText(moment!, language)).join('–')
    : t.today.whole;
  return (
    <Row to={['persoon', at.person]} title={at.name || t.unknownName} provisional={at.provisional}>
      <b><bdi>{time}</bdi></b> · {what}
      {at.where && <> · <bdi>{at.where}</bdi></>}
      {at.unsure && <> · {t.today.unsure}</>}
      {at.stand && at.stand !== 'gepland' && <> · {domain.label('activiteit', 'stand', at.stand)}</>}
    </Row>
  );
}

function Resume() {
  const t = useTexts();
  const name = useBox(session)?.name;
  const place = recall<Place>(`place.${name}`);
  if (!place) return null;
  return (
    <LinkButton to={['intake', place.intake, place.code]} look="primary-action" icon="next" flips iconAfter>
      {t.today.resume}
    </LinkButton>
  );
}

export function Today() {
  const t = useTexts();
  const language = useBox(uiLanguage);
  const { domain, owner } = useBox(session)!;
  const appointments = useRead((now) => appointmentsOn(now, new Date()), []);
  const intakes = useRead((now) => openIntakes(now), []);
  return (
    <div class="columns">
      <div class="column">
        <Title>{t.today.title} <small class="today-date">{weekday(language)}</small></Title>
        <BigLight />
        <StorageWarning />
        <div class="actions actions--wide">
          <Resume />
          {domain.has('intake') && <LinkButton to={['nieuw']} icon="add">{t.today.newPerson}</LinkButton>}
          <LinkButton to={['zoeken']} icon="search">{t.today.find}</LinkButton>
          {todayLinks.filter(({ roles }) => !roles || roles.includes(owner.role)).map(({ to, label, icon }) => (
            <LinkButton key={to} to={[to]} {...(icon && { icon })}>{label(t)}</LinkButton>
          ))}
        </div>
      </div>
      <div class="column">
        <OpenConcerns />
        <Section title={t.today.appointments} icon="calendar">
          {appointments.value?.length === 0 && <Paragraph>{t.today.none}</Paragraph>}
          <ul class="rows">{appointments.value?.map((one) => <AppointmentRow key={one.id} at={one} />)}</ul>
        </Section>
        {domain.has('intake') && (
          <Section title={t.today.open} icon="list">
            {intakes.value?.length === 0 && <Paragraph>{t.today.noneOpen}</Paragraph>}
            <ul class="rows">
              {intakes.value?.map((one) => (
                <Row key={one.intake} to={['intake', one.intake]} title={one.name || t.unknownName} provisional={one.provisional}>{one.progress(t)}</Row>
              ))}
            </ul>
          </Section>
        )}
      </div>
    </div>
  );
}
