import { FrameloomError } from '../errors.ts';
import type { LinkedShader } from './link.ts';

/** The error for a shader that doesn't compile: label, file, line and column, the line itself, and a caret under the place. */
export async function compilationError(
  shader: LinkedShader,
  module: GPUShaderModule,
  cause: unknown,
): Promise<FrameloomError> {
  const { label } = shader;
  const messages = await readMessages(module);
  const errors = messages.filter((message) => message.type === 'error');
  const reason = cause instanceof Error ? cause.message : String(cause);
  // Without a message the WGSL is sound, and it was the pipeline that failed: entry point, constants, limits.
  if (errors.length === 0) {
    return new FrameloomError('compilation', `${label}: the pipeline was refused: ${reason.trim()}`, {
      cause,
    });
  }
  const text = errors.slice(0, 3).map((error) => quote(error, shader));
  const more = errors.length > 3 ? `\n(and ${errors.length - 3} more)` : '';
  return new FrameloomError('compilation', `${label}: ${text.join('\n')}${more}`, { cause });
}

async function readMessages(module: GPUShaderModule): Promise<readonly GPUCompilationMessage[]> {
  try {
    return (await module.getCompilationInfo()).messages;
  } catch {
    return [];
  }
}

function quote({ lineNum, linePos, message }: GPUCompilationMessage, shader: LinkedShader): string {
  const place = shader.locate(lineNum);
  if (place === undefined) return `line ${lineNum}:${linePos}: ${message.trim()}`;
  const { file, line, text } = place;
  const caret = `${text.slice(0, Math.max(0, linePos - 1)).replace(/\S/g, ' ')}^`;
  return `${file}:${line}:${linePos}: ${message.trim()}\n  ${text}\n  ${caret}`;
}
