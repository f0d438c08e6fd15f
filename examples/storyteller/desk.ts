import type { FrameBudget, Gpu } from '@frameloom/gpu';
import type { TextModel } from '@frameloom/text';
import { textOf } from '../shared/ui/message.ts';
import { createChat, type Chat } from './chat.ts';
import { describeModel } from './cost.ts';
import { createLoader } from './loader.ts';
import { createManuscript } from './manuscript.ts';
import { createOwnModel, type OwnModel } from './own-model.ts';
import { largestSeed, type TellerStore } from './settings.ts';
import { storyteller, type ModelSource } from './source.ts';
import { createTokenCard } from './token-card.ts';
import { createWriter, type Writer } from './writer.ts';

/** What is loaded, and what it does: write tales, or with a template converse. */
export type Loaded = { name: string; model: TextModel; writer: Writer; chat: Chat | undefined };

/** The model, and the sheet that it writes on. */
export type Desk = {
  readonly own: OwnModel;
  readonly loaded: Loaded | undefined;
  readonly isWriting: boolean;
  start(): void;
  stop(): void;
  /** Begins another tale with the words of the settings. */
  beginAnew(): void;
  dispose(): void;
};

export type DeskParts = { gpu: Gpu; budget: FrameBudget; store: TellerStore; place: HTMLElement };

/** Loads the storyteller. The sheet is put into `place`. */
export function createDesk({ gpu, budget, store, place }: DeskParts): Desk {
  let loaded: Loaded | undefined;
  const goOnFrom = (token: HTMLElement, text: string): void => {
    loaded?.writer.stop();
    manuscript.cut(token, text);
    store.set({ seed: Math.floor(Math.random() * largestSeed) });
    loaded?.writer.start();
  };
  const temperature = (): number => store.value.temperature;
  const card = createTokenCard(() => loaded?.model, temperature, goOnFrom);
  const manuscript = createManuscript((token) =>
    card.show(token, () => (token ? manuscript.before(token) : '')),
  );
  let sheet = place.appendChild(manuscript.root);
  const loader = createLoader({ gpu, budget, own: () => own }, replace);
  const own = createOwnModel((source) => void loader.load(source), loader.cancel);

  function replace(source: ModelSource, model: TextModel): void {
    unload();
    const writer = createWriter(
      model,
      manuscript,
      () => store.value,
      (error) => own.say(textOf(error)),
    );
    const canChat = source !== storyteller && model.canChat;
    const chat = canChat ? createChat(model, () => store.value) : undefined;
    loaded = { name: source.name, model, writer, chat };
    const next = chat?.root ?? manuscript.root;
    sheet.replaceWith(next);
    sheet = next;
    if (source !== storyteller && !chat) manuscript.begin(store.value.prompt);
    own.say(`${source.name}: ${describeModel(model)}`);
  }

  function unload(): void {
    card.show(undefined, () => '');
    loaded?.chat?.stop();
    loaded?.writer.stop();
    loaded?.model.dispose();
    loaded = undefined;
  }

  manuscript.begin(store.value.prompt);
  void loader.load(storyteller);
  return {
    own,
    get loaded() {
      return loaded;
    },
    get isWriting() {
      return loaded?.writer.isWriting === true || loaded?.chat?.isWriting === true;
    },
    start: () => loaded?.writer.start(),
    stop: () => loaded?.writer.stop(),
    beginAnew() {
      manuscript.begin(store.value.prompt);
      loaded?.writer.start();
    },
    dispose() {
      loader.cancel();
      unload();
      card.dispose();
      own.dispose();
    },
  };
}
