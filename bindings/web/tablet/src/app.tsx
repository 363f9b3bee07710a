// The frame around every screen.
import { useEffect, useState } from 'preact/hooks';
import { useBox } from './box.ts';
import { placeNow } from './intake/place.ts';
import { storeNames } from './memory.ts';
import { pathOf, replace, route } from './router.ts';
import { screens } from './screens.ts';
import { Enrol } from './screens/enrol.tsx';
import { LanguageChoice } from './screens/language.tsx';
import { Unlock } from './screens/unlock.tsx';
import { lock, session } from './session.ts';
import { useTexts } from './texts/index.ts';
import { Announcer } from './ui/announce.tsx';
import { Icon, type IconName } from './ui/icons.tsx';
import { SmallLight } from './ui/light.tsx';
import { Alert, Button } from './ui/parts.tsx';
import { takeUpdate, waiting } from './updates.ts';

function NavLink({ to, icon, children }: { to: string; icon: IconName; children: string }) {
  const now = useBox(route);
  return (
    <a class="nav__link" href={pathOf(to)} aria-current={now.screen === to ? 'page' : undefined}>
      <Icon name={icon} /> <span>{children}</span>
    </a>
  );
}

function Header() {
  const t = useTexts();
  return (
    <header class="header">
      <p class="header__name" lang="nl">{t.app}</p>
      <nav class="nav" aria-label={t.nav.label}>
        <NavLink to="vandaag" icon="calendar">{t.nav.today}</NavLink>
        <NavLink to="zoeken" icon="search">{t.nav.search}</NavLink>
      </nav>
      <SmallLight />
      <button type="button" class="nav__link nav__lock" onClick={() => void lock()}>
        <Icon name="lock" /> <span>{t.nav.lock}</span>
      </button>
    </header>
  );
}

function NewVersion() {
  const t = useTexts();
  const there = useBox(waiting);
  if (!there) return null;
  return (
    <div class="new-version">
      <Alert tone="info" title={t.update.there} live>
        <p class="utrecht-paragraph">{t.update.safe}</p>
        <div class="actions"><Button look="primary-action" onClick={() => void takeUpdate()}>{t.update.take}</Button></div>
      </Alert>
    </div>
  );
}

/** Before a store is open. */
function Start({ code }: { code: string }) {
  const t = useTexts();
  const [enrolling, setEnrolling] = useState(code !== '' || storeNames().length === 0);
  useEffect(() => void (document.title = t.app), [t]);
  const back = storeNames().length > 0 ? { onCancel: () => setEnrolling(false) } : {};
  return (
    <main id="main" class="start-page">
      <p class="start-page__name" lang="nl">{t.app}</p>
      {!isSecureContext && (
        <Alert tone="error" title={t.insecure.title}><p class="utrecht-paragraph">{t.insecure.todo}</p></Alert>
      )}
      {enrolling ? <Enrol code={code} {...back} /> : <Unlock onEnrol={() => setEnrolling(true)} />}
      <LanguageChoice />
    </main>
  );
}

/** Once the store is open; after a kill in the middle of an intake it goes on at the same question. */
function Screens() {
  const t = useTexts();
  const { owner } = useBox(session)!;
  const now = useBox(route);
  useEffect(() => {
    const place = placeNow();
    if (place?.shown && route.value.screen === 'vandaag') replace('intake', place.intake, place.code);
  }, []);
  const named = screens[now.screen];
  const screen = named && (!named.roles || named.roles.includes(owner.role)) ? named : screens['vandaag']!;
  useEffect(() => {
    document.title = `${screen.title(t)} – ${t.app}`;
    scrollTo(0, 0);
  }, [now, t]);
  const View = screen.view;
  return (
    <>
      <a class="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#main" onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}>{t.skip}</a>
      <Header />
      <main id="main" class="page" tabIndex={-1}>
        <View key={[now.screen, now.params[0]].join('/')} params={now.params} />
      </main>
    </>
  );
}

export function App({ code: given }: { code: string }) {
  const open = useBox(session);
  const [code, setCode] = useState(given);
  // It can be used once.
  useEffect(() => void (open && setCode('')), [open]);
  return (
    <>
      <NewVersion />
      {open ? <Screens /> : <Start code={code} />}
      <Announcer />
    </>
  );
}
