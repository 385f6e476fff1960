{
  'variables': {
    # One shell command each, so that a missing hiredis stops the build with one
    # message that names the package to install.
    'hiredis_cflags': '<!(sh src/hiredis.sh cflags)',
    'hiredis_libs': '<!(sh src/hiredis.sh libs)',
  },
  'targets': [
    {
      'target_name': 'globalchannel',
      'sources': [
        'src/backoff.c',
        'src/binding.c',
        'src/clean.c',
        'src/command.c',
        'src/connect.c',
        'src/deadline.c',
        'src/dial.c',
        'src/emit.c',
        'src/fault.c',
        'src/flight.c',
        'src/gch.c',
        'src/greet.c',
        'src/key.c',
        'src/life.c',
        'src/line.c',
        'src/link.c',
        'src/manager.c',
        'src/members.c',
        'src/napi_util.c',
        'src/options.c',
        'src/pack.c',
        'src/parse.c',
        'src/reply.c',
        'src/request.c',
        'src/resolver.c',
        'src/scan.c',
        'src/session.c',
        'src/stream.c',
        'src/utf8.c',
      ],
      'defines': ['NAPI_VERSION=8'],
      'cflags': ['<@(hiredis_cflags)'],
      'cflags_c': [
        '-std=gnu11',
        '-O2',
        '-Wall',
        '-Wextra',
        '-fvisibility=hidden',
      ],
      'libraries': ['<@(hiredis_libs)'],
      'conditions': [
        ['OS=="linux"', {'ldflags': ['-Wl,--exclude-libs,ALL']}],
        [
          'OS=="mac"',
          {
            'xcode_settings': {
              'GCC_C_LANGUAGE_STANDARD': 'gnu11',
              'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
              'OTHER_CFLAGS': ['<@(hiredis_cflags)'],
            },
          },
        ],
      ],
    },
  ],
}
