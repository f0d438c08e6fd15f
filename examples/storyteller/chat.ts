import { FrameloomError } from '@frameloom/gpu';
import type { ChatMessage, Generated, TextModel } from '@frameloom/text';
import { el } from '../shared/dom.ts';
import { textOf } from '../shared/ui/message.ts';

/** A conversation with a model that has a template for it. */
export type Chat = { readonly root: HTMLElement; readonly isWriting: boolean; stop(): void };

export function createChat(
  model: TextModel,
  sampling: () => { temperature: number; topP: number; seed: number },
): Chat {
  const messages: ChatMessage[] = [];
  const talk = el('div', { class: 'talk', role: 'log' });
  const input = el('input', { type: 'text', 'aria-label': 'Message', placeholder: 'Say something' });
  const send = el('button', { class: 'primary' }, 'Send');
  let running: AbortController | undefined;

  const show = (role: string, text: string): HTMLElement =>
    talk.appendChild(el('article', { class: role }, text));

  async function answer(): Promise<void> {
    const article = show('assistant', '');
    const text = article.appendChild(document.createTextNode(''));
    const cost = article.appendChild(el('small'));
    running = new AbortController();
    send.textContent = 'Stop';
    try {
      const stream = model.chat(messages, { ...sampling(), maxTokens: 400, signal: running.signal });
      for await (const piece of stream) {
        text.data += piece;
        root.scrollTop = root.scrollHeight;
      }
      cost.textContent = describeCost(await stream.done);
    } catch (error) {
      const isStopped = error instanceof FrameloomError && error.code === 'aborted';
      cost.textContent = isStopped ? 'stopped' : textOf(error);
    } finally {
      running = undefined;
      send.textContent = 'Send';
      messages.push({ role: 'assistant', content: text.data });
    }
  }

  const form = el(
    'form',
    {
      class: 'ask',
      onsubmit: (event) => {
        event.preventDefault();
        if (running) return running.abort();
        const content = input.value.trim();
        if (content === '') return;
        input.value = '';
        messages.push({ role: 'user', content });
        show('user', content);
        void answer();
      },
    },
    input,
    send,
  );
  const root = el('div', { class: 'sheet' }, talk, form);
  return {
    root,
    get isWriting() {
      return running !== undefined;
    },
    stop: () => running?.abort(),
  };
}

/** What a message cost, in words. */
export function describeCost({ usage, timings }: Generated): string {
  const { promptTokens, cachedTokens, completionTokens } = usage;
  const known = cachedTokens > 0 ? ` (${cachedTokens} from the cache)` : '';
  return [
    `${promptTokens} tokens read${known}`,
    `first after ${Math.round(timings.firstTokenMs)} ms`,
    `${completionTokens} written at ${timings.tokensPerSecond.toFixed(1)} a second`,
  ].join(' · ');
}
