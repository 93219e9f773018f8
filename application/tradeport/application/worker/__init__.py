"""A run in a process of its own: the parent's side (`launch`), the child's (`__main__`), and the words between them."""
