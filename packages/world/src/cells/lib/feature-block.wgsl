// Blocks of features by what a shader's own `feature(channel, item)` says, four channels of an item each. Parts of features are
// found by the difference to their start: channels below it wrap to large numbers, above the part's size.

// Blocks of all items, item by item for each block.
fn isFeatureBlock(index: u32, channels: u32, items: u32) -> bool { return index < (channels + 3u) / 4u * items; }

fn featureBlock(index: u32, items: u32) -> vec4f {
  let item = index % items;
  let channel = 4u * (index / items);
  return vec4f(
    feature(channel, item),
    feature(channel + 1u, item),
    feature(channel + 2u, item),
    feature(channel + 3u, item),
  );
}

// One channel of a one-hot vector.
fn hot(value: u32, index: u32) -> f32 { return select(0.0, 1.0, value == index); }
