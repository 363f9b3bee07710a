import { render } from 'preact';
import { App } from './app.tsx';
import { watchPage } from './pending.ts';
import { startIdle } from './idle.ts';
import { startRouter, takeCode } from './router.ts';
import { startSyncing } from './syncing.ts';
import { showLanguage } from './texts/index.ts';
import { startUpdates } from './updates.ts';

const code = takeCode();
showLanguage();
startRouter();
watchPage();
startIdle();
startSyncing();
startUpdates();
render(<App code={code} />, document.getElementById('app')!);
