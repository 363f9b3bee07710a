// The Dutch texts for volunteers, and the names of the screens beside the intake.
const people = (n: number) => (n === 1 ? '1 persoon' : `${n} personen`);

function duration(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${rest} minuten`;
  return rest === 0 ? `${hours} uur` : `${hours} uur en ${rest} minuten`;
}

export const moreNl = {
  links: { plan: 'Persoonlijk plan (PIP)', choices: 'Kiezen wat klopt', hours: 'Uren opschrijven', concern: 'Een zorg delen' },
  duration,
  hours: {
    title: 'Uren opschrijven',
    who: 'Met wie was u?',
    whoHelp: 'Kies één persoon of een groep.',
    nobody: 'Er staat nog niemand op deze telefoon of tablet. Synchroniseer eerst.',
    filter: 'Zoek een naam',
    howLong: 'Hoe lang?',
    other: 'Anders',
    minutes: 'Aantal minuten',
    when: 'Wanneer?',
    today: 'Vandaag',
    yesterday: 'Gisteren',
    otherDay: 'Andere dag',
    day: 'Datum',
    what: 'Wat deed u?',
    kinds: { participatie: 'Samen iets doen', participatie_als_taal: 'Nederlands oefenen' } as Record<string, string>,
    again: 'Zelfde als de vorige keer',
    againWhat: (minutes: number, n: number) => `${duration(minutes)} voor ${people(n)}`,
    go: 'Uren opslaan',
    goWhat: (minutes: number, n: number) => `${duration(minutes)} opslaan voor ${people(n)}`,
    needWho: 'Kies eerst met wie u was.',
    needMinutes: 'Vul een aantal minuten in van 1 tot en met 1440.',
    needDay: 'Kies een dag tot en met vandaag.',
    saved: (minutes: number, n: number) => `Opgeslagen: ${duration(minutes)} voor ${people(n)}`,
    savedWhy: 'De uren gaan naar de klantmanager bij het synchroniseren.',
    partly: (n: number) => `Voor ${people(n)} is het niet gelukt. Zij staan nog aangevinkt.`,
    recent: 'Net opgeschreven door u',
    recentWhy: 'Een half uur lang kunt u dit ongedaan maken. Daarna kan alleen de klantmanager uren verbeteren. U ziet alleen uw eigen uren.',
    undo: 'Ongedaan maken',
    undoOf: (what: string) => `Ongedaan maken: ${what}`,
    until: (time: string) => `Kan tot ${time}`,
    undone: 'Ongedaan gemaakt. Deze uren tellen niet mee.',
    back: 'Naar vandaag',
  },
  concern: {
    title: 'Een zorg delen',
    intro: 'Maakt u zich zorgen? Schrijf op wat u zag of hoorde. Alleen de klantmanager leest dit.',
    danger: 'Is er direct gevaar? Bel 112.',
    once: 'U kunt dit daarna niet meer lezen',
    onceWhy: 'Na het opslaan kunt u uw bericht niet meer zien of veranderen. Zo blijft het vertrouwelijk, ook als iemand anders uw telefoon pakt.',
    text: 'Wat is er aan de hand?',
    textHelp: 'Schrijf op wat u zag, niet wat u denkt dat iemand heeft. Dit wordt pas bewaard als u op de knop drukt.',
    seen: 'Wanneer viel het op?',
    urgent: 'Er moet snel iemand bellen',
    go: 'Zorg delen',
    needText: 'Schrijf eerst op wat er aan de hand is.',
    done: 'Opgeslagen. Dank u wel.',
    doneWhy: 'Uw bericht gaat naar de klantmanager zodra er verbinding is. U kunt het niet meer lezen.',
    again: 'Nog een zorg delen',
    gone: 'Deze persoon staat niet (meer) op deze telefoon of tablet.',
    back: 'Terug naar deze persoon',
  },
};

/** Of the case worker's screen of a person, which is Dutch. */
export const personNl = {
  concerns: 'Zorgen van vrijwilligers',
  urgent: 'Er moet snel iemand bellen',
  concernOf: 'Van',
  toRead: 'Nog niet opgepakt',
  take: 'Ik pak dit op',
  taken: (by: string) => `Opgepakt door ${by}`,
  hours: 'Uren',
  sum: (text: string) => `Samen telt ${text} mee.`,
  doesNotCount: 'telt niet mee',
  more: (n: number) => (n === 1 ? 'En 1 eerdere regel.' : `En ${n} eerdere regels.`),
};

export type MoreTexts = typeof moreNl;
