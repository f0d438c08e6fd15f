/** Address of the model `storyteller`, written so that bundlers find the file. */
export const storyteller: URL = new URL(
  '../../../../models/tales/storyteller/storyteller.gguf',
  import.meta.url,
);
