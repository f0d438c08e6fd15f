import { startHero } from './hero.ts';

const container = document.querySelector<HTMLElement>('#hero');
if (container) void startHero(container);
