"""What is uploaded is looked into by a child process of little memory and time, before anything is stored.

``looking`` is the child: it runs alone, knows the standard library, pypdf and Pillow, and answers in one word.
``process`` starts it, ``fitness`` asks it about an upload, ``sentences`` says what a word means to people.
"""
