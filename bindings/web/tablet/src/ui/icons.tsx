// Small drawings beside a text. They say nothing by themselves.
const paths = {
  ok: 'M4 12.5l5 5L20 6.5',
  up: 'M12 20V5M5 12l7-7 7 7',
  alert: 'M12 3.5L2.5 20h19zM12 10v4.5M12 17.2v.1',
  choice: 'M4 7h12l-4-4M20 17H8l4 4',
  sync: 'M20 11a8 8 0 0 0-14.5-3.5L3 10M3 4v6h6M4 13a8 8 0 0 0 14.5 3.5L21 14M21 20v-6h-6',
  search: 'M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13zM15.5 15.5L21 21',
  add: 'M12 5v14M5 12h14',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.5 3.5-7 8-7s8 2.5 8 7',
  calendar: 'M4 6h16v15H4zM4 11h16M8 3v5M16 3v5',
  lock: 'M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4',
  next: 'M9 5l7 7-7 7',
  previous: 'M15 5l-7 7 7 7',
  turn: 'M4 12a8 8 0 0 1 14-5.3L20 9M20 4v5h-5M20 12a8 8 0 0 1-14 5.3L4 15M4 20v-5h5',
  list: 'M4 6h16M4 12h16M4 18h16',
  pencil: 'M4 20l1-5L16 4l4 4L9 19z',
  talk: 'M4 5h16v11H10l-5 4v-4H4z',
  cross: 'M6 6l12 12M18 6L6 18',
} as const;

export type IconName = keyof typeof paths;

/** `flips`: points the other way where people read from right to left. */
export function Icon({ name, flips = false }: { name: IconName; flips?: boolean }) {
  return (
    <svg class={flips ? 'icon icon--flips' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
