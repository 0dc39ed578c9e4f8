"""What a viewer does with a film besides watching it: loops, pictures of it, a time that is typed.

In come what plays and what is marked of it; out go questions to the session, and words to show.
"""
