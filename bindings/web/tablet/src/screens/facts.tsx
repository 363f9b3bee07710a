// What is known of a person, field by field as the pack has them.
import { useBox } from '../box.ts';
import { session } from '../session.ts';
import { useTexts } from '../texts/index.ts';
import { FieldEditor } from '../ui/field.tsx';
import { Alert, LinkButton, Paragraph, ProblemAlert, Title } from '../ui/parts.tsx';
import { useForm } from '../ui/use_form.ts';

export function Facts({ params: [id] }: { params: string[] }) {
  const t = useTexts();
  const { domain } = useBox(session)!;
  const { form, missing, problem, refresh } = useForm(id);
  const fields = domain.fields('deelnemer').filter(({ read, write, type }) => read && write && type !== 'ref');
  return (
    <div class="narrow">
      <Title>{t.facts.title}</Title>
      {missing && <Alert tone="warning" title={t.person.gone} />}
      {problem && <ProblemAlert problem={problem} />}
      {form && (
        <div class="card">
          <p class="who"><bdi>{String(form.record.fields['weergavenaam'] ?? '')}</bdi></p>
          <Paragraph>{t.facts.intro}</Paragraph>
          {fields.map((field) => <FieldEditor key={field.name} form={form} field={field} after={refresh} />)}
        </div>
      )}
      <div class="actions"><LinkButton to={['persoon', id!]} icon="previous" flips>{t.intake.toPerson}</LinkButton></div>
    </div>
  );
}
