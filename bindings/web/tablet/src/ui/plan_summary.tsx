// Everything that a plan says, to be read before and after it was decided.
import type { RecordView } from '@wegwijs/client';
import { useBox } from '../box.ts';
import { valueText } from '../values.ts';
import { session } from '../session.ts';
import { pipNl as t } from '../texts/pip.nl.ts';
import { Provisional } from './people.tsx';

const order = [
  'soort', 'dagtekening', 'leerroute', 'niveau', 'geschatte_intensiteit_b1_route', 'alfabetiseringsonderwijs', 'mag_opleiding_afmaken',
  'invulling_map', 'uren_map', 'invulling_pvt', 'uren_pvt', 'begeleiding', 'overweging_b', 'overweging_o', 'overweging_z', 'motivering',
  'besproken_op', 'zienswijze', 'vastgesteld_door', 'vastgesteld_op',
];
/** Written with the decision itself; before it there is nothing to read. */
const later = ['dagtekening', 'vastgesteld_door', 'vastgesteld_op'];

export function PlanSummary({ pip, decided }: { pip: RecordView; decided: boolean }) {
  const { domain } = useBox(session)!;
  const fields = order.filter((name) => decided || !later.includes(name)).flatMap((name) => domain.field('pip', name) ?? []);
  return (
    <dl class="summary">
      {fields.map((field) => {
        const text = valueText(domain, 'pip', field.name, pip.fields[field.name]);
        return (
          <div key={field.name} class="summary__row">
            <dt>{field.label}</dt>
            <dd class={text ? undefined : 'summary__empty'}>
              <bdi>{text || t.decide.empty}</bdi> {pip.conflicts?.[field.name] && <Provisional />}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
