// Constants of both accumulations, with and without a network. Training reads them here.

override narrow = 2.7;          // Gaussian exponent per display pixel squared
override fine = 4.3;            // and where nothing moves, so that many small footprints add up to a sharp picture
override opening = 0.6;         // share of that exponent where history has just begun: wider, smoother
override settled = 1.9;         // count at which the kernel is fully narrow
override soft = 1.4;            // Gaussian exponent of the interpolation, per render pixel squared
override spill = 2.0;           // how much further than the render pixels that saw it a disocclusion reaches
override prior = 0.45;          // weight of the interpolation where nothing else is known
override resting = 16.0;        // samples that history may count for where nothing moves
override cautious = 4.0;        // exposure by which bright samples count for less where something moves
override longest = 1.4;         // under slow motion, when each frame resamples history; fewer above a ratio of two
override moving = 0.55;         // and under fast motion
override tight = 1.5;           // colour box, in standard deviations, where history is in doubt
override loose = 12.0;          // and, in absolute terms, how far history may leave the box where this frame's samples bear it out
override hueTight = 1.0;        // standard deviations within which another hue is the same one
override hueLow = 0.1;          // difference of hue beyond that and beyond the difference of luma, from which history is of another light
override hueHigh = 0.2;
override confident = 2.0;       // count from which history can be borne out
override changeAgeing = 0.6;    // share that a change of shading takes
override lockKeep = 0.7;        // share of a lock that survives a frame in which it was not earned again
