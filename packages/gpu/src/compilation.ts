import { FrameloomError } from './errors.ts';

/** The error for a shader that doesn't compile: label, line and column, the line itself, and a caret under the place. */
export async function compilationError(
  label: string,
  code: string,
  module: GPUShaderModule,
  cause: unknown,
): Promise<FrameloomError> {
  const messages = await readMessages(module);
  const errors = messages.filter((message) => message.type === 'error');
  const reason = cause instanceof Error ? cause.message : String(cause);
  // Without a message the WGSL is sound, and it was the pipeline that failed: entry point, constants, limits.
  if (errors.length === 0) {
    return new FrameloomError('compilation', `${label}: the pipeline was refused: ${reason.trim()}`, {
      cause,
    });
  }
  const lines = code.split('\n');
  const text = errors.slice(0, 3).map((error) => quote(error, lines));
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

function quote(error: GPUCompilationMessage, lines: readonly string[]): string {
  const line = lines[error.lineNum - 1];
  const place = `line ${error.lineNum}:${error.linePos}: ${error.message.trim()}`;
  if (line === undefined) return place;
  return `${place}\n  ${line}\n  ${line.slice(0, Math.max(0, error.linePos - 1)).replace(/\S/g, ' ')}^`;
}
