"""The commands of ``zhengtu``, one module each: ``add(commands)`` declares it."""
