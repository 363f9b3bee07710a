// What went wrong, what is safe and what to do, for each error of the core.
import type { ErrorName } from '@wegwijs/client';

export interface Told {
  what: string;
  safe: string;
  todo: string;
}

const nothing = 'Er is niets veranderd.';
const here = 'Alles wat u opsloeg, staat op deze tablet.';
const reload = 'Laad de app opnieuw. Gebeurt het weer? Bel dan uw beheerder.';

const fault: Told = { what: 'Er ging iets mis in de app.', safe: here, todo: reload };
const disk: Told = {
  what: 'De tablet kan de opslag niet bereiken.',
  safe: here,
  todo: 'Sluit andere tabbladen met deze app en probeer het opnieuw.',
};
const damaged: Told = {
  what: 'De opslag op deze tablet is beschadigd.',
  safe: 'Wat al verstuurd was, staat veilig op de server. De beschadigde opslag is apart gezet en niet gewist.',
  todo: 'Bel uw beheerder voordat u verder werkt.',
};
const address: Told = {
  what: 'Het adres van de server klopt niet.',
  safe: here,
  todo: 'Open de app via het adres van uw beheerder.',
};
const offline: Told = {
  what: 'De server is niet te bereiken.',
  safe: 'Uw werk staat veilig op deze tablet.',
  todo: 'Werk gewoon door. Synchroniseer als er weer internet is.',
};
const cut: Told = {
  what: 'De verbinding brak af.',
  safe: 'Er is niets kwijt. Wat al binnen was, blijft staan.',
  todo: 'Synchroniseer nog een keer. De app gaat verder waar hij was.',
};

export const problemsNl: Record<ErrorName, Told> = {
  MISUSE: fault,
  MEMORY: { what: 'De tablet heeft te weinig geheugen.', safe: here, todo: 'Sluit andere apps en probeer het opnieuw.' },
  INTERNAL: fault,
  NOT_BUILT_IN: {
    what: 'Deze browser is te oud voor de app.',
    safe: nothing,
    todo: 'Werk de browser bij, of gebruik een andere browser.',
  },
  INVALID_JSON: fault,
  STORE_MISSING: {
    what: 'Op deze tablet staan geen gegevens meer van deze naam. De browser kan ze gewist hebben.',
    safe: 'Alles wat u gesynchroniseerd had, staat op de server. Wat nog niet verstuurd was, is weg.',
    todo: 'Vraag uw beheerder om een nieuwe code en maak de tablet opnieuw klaar.',
  },
  STORE_EXISTS: {
    what: 'Deze naam is op deze tablet al in gebruik.',
    safe: nothing,
    todo: 'Kies een andere naam, of open de app met de pincode van deze naam.',
  },
  STORE_BUSY: {
    what: 'De app is al open in een ander tabblad.',
    safe: nothing,
    todo: 'Ga naar dat tabblad, of sluit het en probeer het opnieuw.',
  },
  STORE_NEWER: {
    what: 'De gegevens zijn gemaakt door een nieuwere versie van de app.',
    safe: here,
    todo: 'Laad de app opnieuw als er internet is. Dan komt de nieuwe versie.',
  },
  STORE_DAMAGED: damaged,
  STORE_READONLY: disk,
  STORE_CLOSED: {
    what: 'De app is gesloten voordat dit klaar was.',
    safe: here,
    todo: 'Open de app weer en kijk of het laatste antwoord er staat. Zo niet: vul het nog een keer in.',
  },
  NO_PIN: { what: 'Er is geen pincode ingevuld.', safe: nothing, todo: 'Vul uw pincode in.' },
  WRONG_PIN: {
    what: 'Deze pincode klopt niet.',
    safe: 'Uw gegevens zijn veilig. Er is niets gewist.',
    todo: 'Probeer het nog een keer. Na vijf keer fout moet u steeds langer wachten.',
  },
  LOCKED: {
    what: 'De pincode is te vaak fout ingevuld.',
    safe: 'Uw gegevens zijn veilig. Er is niets gewist.',
    todo: 'Wacht even en probeer het dan opnieuw. Is de app open in een ander tabblad? Sluit dat eerst.',
  },
  DISK_FULL: {
    what: 'De tablet is vol. Dit laatste is niet opgeslagen.',
    safe: 'Alles wat u eerder opsloeg, staat er nog.',
    todo: 'Maak ruimte op de tablet: wis foto’s of apps. Sla daarna opnieuw op.',
  },
  DISK: disk,
  SQLITE: disk,
  NOT_SHOWN: {
    what: 'Dit staat niet meer op deze tablet.',
    safe: nothing,
    todo: 'Synchroniseer. Komt het niet terug? Vraag dan toegang aan uw beheerder.',
  },
  DOSSIER_GONE: {
    what: 'Dit dossier staat niet meer op deze tablet. U hebt er geen toegang meer toe, of het is gewist.',
    safe: 'Wat u al had opgeslagen, wordt nog verstuurd.',
    todo: 'Vraag uw beheerder als u het dossier nog nodig hebt.',
  },
  NOT_ALLOWED: {
    what: 'Uw rol mag dit niet veranderen.',
    safe: nothing,
    todo: 'Vraag een collega die dit wel mag.',
  },
  CONFLICT_OPEN: {
    what: 'Hier staan twee antwoorden van twee mensen.',
    safe: 'Beide antwoorden zijn bewaard.',
    todo: 'Kies eerst welk antwoord klopt.',
  },
  ALREADY_SET: {
    what: 'Dit is al eens ingevuld en kan niet meer veranderen.',
    safe: nothing,
    todo: 'Schrijf een verbetering op als het niet klopt.',
  },
  MOVE: {
    what: 'Deze stap kan nu niet.',
    safe: nothing,
    todo: 'Kijk welke stap eerst moet.',
  },
  FROZEN: {
    what: 'Dit is vastgesteld en kan niet meer veranderen.',
    safe: nothing,
    todo: 'Maak een nieuwe versie als er iets moet veranderen.',
  },
  APPEND_ONLY: {
    what: 'Dit kunt u niet veranderen nadat het is opgeslagen.',
    safe: nothing,
    todo: 'Schrijf een verbetering op.',
  },
  DELETED: { what: 'Dit is verwijderd.', safe: nothing, todo: 'Zet het eerst terug.' },
  REQUIRED: { what: 'Er ontbreekt iets dat nodig is.', safe: nothing, todo: 'Vul het in en sla opnieuw op.' },
  INVALID_VALUE: {
    what: 'Dit kan hier niet staan.',
    safe: 'Wat u typte, staat er nog. Het is niet opgeslagen.',
    todo: 'Verbeter het. Daarna slaat de app het vanzelf op.',
  },
  LIMIT: {
    what: 'Dit is te veel of te lang.',
    safe: nothing,
    todo: 'Maak het korter, of verdeel het.',
  },
  SEALED: {
    what: 'U hebt geen toegang meer tot dit dossier.',
    safe: 'Uw werk is versleuteld voor de server en wordt nog verstuurd.',
    todo: 'Vraag uw beheerder om toegang als dat nodig is.',
  },
  SQL: fault,
  URL: address,
  TLS_REQUIRED: address,
  TLS: {
    what: 'De verbinding met de server is niet veilig. Daarom is er niets verstuurd.',
    safe: 'Uw werk staat veilig op deze tablet.',
    todo: 'Bel uw beheerder. Gebruik geen openbaar wifi-netwerk.',
  },
  OFFLINE: offline,
  TIMEOUT: { ...offline, what: 'De server gaf niet op tijd antwoord.' },
  CUT: cut,
  CANCELLED: {
    what: 'U hebt het synchroniseren gestopt.',
    safe: 'Er is niets kwijt. Wat al binnen was, blijft staan.',
    todo: 'Synchroniseer later opnieuw.',
  },
  SYNC_BUSY: { what: 'De app is al aan het synchroniseren.', safe: here, todo: 'Wacht tot het klaar is.' },
  ANSWER: {
    what: 'De server gaf een antwoord dat de app niet begrijpt.',
    safe: 'Uw werk staat veilig op deze tablet.',
    todo: 'Probeer het later opnieuw. Gebeurt het weer? Bel dan uw beheerder.',
  },
  CODE_INVALID: {
    what: 'Deze code klopt niet, is al gebruikt of is te oud.',
    safe: 'Er is niets gemaakt op deze tablet.',
    todo: 'Kijk of u de code goed typte. Vraag anders een nieuwe code aan uw beheerder.',
  },
  SERVER: {
    what: 'De server kan dit nu niet doen.',
    safe: 'Uw werk staat veilig op deze tablet.',
    todo: 'Probeer het later opnieuw. Blijft het misgaan? Bel dan uw beheerder.',
  },
};

/** Of the reasons, the server's own and the app's, those that ask for something else. */
export const reasonsNl: Record<string, Told> = {
  exists: problemsNl.STORE_EXISTS,
  device_revoked: {
    what: 'Deze tablet mag niet meer bij de server.',
    safe: 'Wat u opsloeg, staat nog op deze tablet.',
    todo: 'Bel uw beheerder. Is de tablet kwijt geweest? Zeg dat dan.',
  },
  changed_unseen: {
    what: 'Hier staat nu iets anders dan u zag. Een collega kan het veranderd hebben.',
    safe: nothing,
    todo: 'Kijk wat er nu staat. Klopt uw antwoord? Geef het dan nog een keer.',
  },
};
