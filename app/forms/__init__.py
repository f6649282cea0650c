"""The shape of what people type. Forms decide nothing."""
