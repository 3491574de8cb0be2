"""What a batch of multilayer perceptrons is: its layout in memory, its activations, its live links."""
