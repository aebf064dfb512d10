"""The figures, a module for each subject: `figures(stage)` yields them."""
