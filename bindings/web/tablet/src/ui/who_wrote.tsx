// "U schreef dit op dinsdag 24 november 14:03 op tablet 2."
import type { WrittenValue } from '@wegwijs/client';
import { useBox } from '../box.ts';
import { momentText } from '../moments.ts';
import { session } from '../session.ts';
import { conflictNl as t } from '../texts/conflict.nl.ts';

export function WhoWrote({ written }: { written: WrittenValue }) {
  const { owner } = useBox(session)!;
  const { by, at, device } = written;
  return (
    <p class="utrecht-paragraph utrecht-paragraph--small">
      <b><bdi>{by === owner.user ? t.you : by}</bdi></b> {t.wrote} {t.on} {momentText(at, 'nl')}{' '}
      {device === owner.device ? t.hereDevice : t.device(device)}
    </p>
  );
}
